import {execFile} from 'node:child_process';
import {access, readFile} from 'node:fs/promises';
import type {KnownHost} from '../../model/known-hosts.ts';
import {shareInFlight} from '../../time/share-in-flight.ts';
import {nameOf} from '../config/host-names.ts';
import type {LocalUser, SshAddress} from '../config/resolve-ssh.ts';
import {type KnownHostsFiles, readKnown} from '../host-keys/host-keys.ts';
import {isListening} from '../is-listening.ts';
import {agentKeyTypes} from './agent-key-types.ts';
import type {SshCapabilities} from './choose-transport.ts';

type Keys = SshCapabilities['keys'];

/** Collects what can be used to reach a host. Asks no questions; anything unreadable counts as missing. */
export const findSshCapabilities = async (
	address: SshAddress,
	{me, knownHosts}: {readonly me: LocalUser; readonly knownHosts: KnownHostsFiles},
): Promise<SshCapabilities> => {
	const [keys, certificates, isByAuthority, hasConnection, hasKerberosTicket] = await Promise.all([
		keysFor(address, me),
		existing([...address.certificateFiles, ...address.identityFiles.map(each => `${each}-cert.pub`)]),
		isKnownByAuthority(address, knownHosts),
		isListening(address.controlPath),
		address.isGssapi ? hasTicket('klist') : false,
	]);
	return {
		address,
		keys,
		certificates,
		isKnownByAuthority: isByAuthority,
		hasConnection,
		hasKerberosTicket,
	};
};

const keysFor = async (address: SshAddress, me: LocalUser): Promise<Keys> => {
	const types = await Promise.all(address.identityFiles.map(hardwareType));
	const files = address.identityFiles.flatMap((from, index) => {
		const type = types[index];
		return type === undefined ? [] : [{from, type}];
	});
	const socket = address.identityAgent ?? me.agentSocket;
	// With IdentitiesOnly, the agent's other keys are not offered.
	const agent =
		socket === undefined || socket === '' || socket === 'none' || address.identitiesOnly
			? []
			: (await agentKeyTypes(socket)).map(type => ({from: 'the agent', type}));
	return [...files, ...agent];
};

/** The type of a hardware key. A private key names it before the encrypted part; a public key starts with it. */
const hardwareType = shareInFlight(async (file): Promise<string | undefined> => {
	const text = await readFile(file, 'latin1').catch(() => '');
	const body = /^-----BEGIN OPENSSH PRIVATE KEY-----\s([\s\S]{1,400})/u.exec(text)?.[1];
	const words = body === undefined ? text : Buffer.from(body, 'base64').toString('latin1');
	return /sk-(?:ssh|ecdsa)-[\w-]+@openssh\.com/u.exec(words)?.[0];
});

const isThere = shareInFlight(
	(file): Promise<boolean> =>
		access(file).then(
			() => true,
			() => false,
		),
);

const existing = async (files: readonly string[]): Promise<readonly string[]> => {
	const found = await Promise.all(files.map(isThere));
	return files.filter((_, index) => found[index]);
};

/** Debian's ssh_config enables GSSAPIAuthentication for everyone, but few users have a ticket. */
const hasTicket = shareInFlight(
	(program): Promise<boolean> =>
		new Promise(resolve => {
			execFile(program, ['-s'], {timeout: 3000}, error => resolve(error === null));
		}),
);

/** Whether known_hosts names an authority (`@cert-authority`) for this host, and no key of its own. */
const isKnownByAuthority = async (address: SshAddress, files: KnownHostsFiles): Promise<boolean> => {
	const about = await (await readKnown(address, files))(nameOf(address));
	const isThere = (marker: KnownHost['marker']) => about.some(each => each.marker === marker);
	return isThere('authority') && !isThere('key');
};
