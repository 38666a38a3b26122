import type {Worker} from '../../model/worker.ts';
import type {SshAddress} from '../config/resolve-ssh.ts';
import {missingAlgorithm} from '../ssh2/ssh2-options.ts';

/** The keys, tickets and connections on this machine that can reach one host. */
export type SshCapabilities = {
	readonly address: SshAddress;
	/** Existing key files, and the agent's keys: `sk-ssh-ed25519@openssh.com`, `ssh-ed25519-cert-v01@openssh.com` … */
	readonly keys: readonly {readonly from: string; readonly type: string}[];
	/** The user's existing certificates. */
	readonly certificates: readonly string[];
	/** Its host key is known only through a certificate authority. */
	readonly isKnownByAuthority: boolean;
	/** The user's own ssh has a connection to it open. */
	readonly hasConnection: boolean;
	readonly hasKerberosTicket: boolean;
};

/** `why` is shown to users; undefined for the default, ssh2. */
export type Choice = {readonly transport: 'ssh2' | 'system'; readonly why?: string};

/** ssh2 where possible, since it carries everything on channels of its own; OpenSSH where only that works. */
export const chooseTransport = (wanted: Worker['transport'], capabilities: SshCapabilities): Choice => {
	const {withoutSsh} = capabilities.address;
	if (withoutSsh !== undefined) return {transport: 'ssh2', why: lacksSsh(withoutSsh.skipped)};
	if (wanted === 'ssh2' || wanted === 'system')
		return {transport: wanted, why: 'set by transport: in the config file'};
	const why = needOf(capabilities);
	return why === undefined ? {transport: 'ssh2'} : {transport: 'system', why};
};

const lacksSsh = (skipped: readonly string[]): string =>
	['no ssh is installed here', ...skipped.map(each => `skipped: ${each}`)].join('; ');

/** The first reason why only OpenSSH works; undefined when ssh2 does too. */
const needOf = (capabilities: SshCapabilities): string | undefined => {
	const {address, keys, certificates} = capabilities;
	const hardware = keys.find(each => each.type.startsWith('sk-'));
	const certified = keys.find(each => each.type.includes('-cert-v01@'));
	const [certificate] = certificates;
	const [keyword] = address.onlyOpenSsh;
	const missing = missingAlgorithm(address);
	const reasons: readonly (string | false | undefined)[] = [
		capabilities.hasConnection && 'a connection of your own ssh to it is open',
		keyword && `${keyword} in the ssh config`,
		hardware && `a hardware key (${hardware.type}) in ${hardware.from}`,
		certificate && `the certificate ${certificate}`,
		certified && `a certificate in ${certified.from}`,
		capabilities.isKnownByAuthority && 'its host key is known by a certificate authority',
		address.isGssapi &&
			capabilities.hasKerberosTicket &&
			'GSSAPIAuthentication, and there is a Kerberos ticket',
		missing && `the built-in SSH supports none of its ${missing}`,
	];
	return reasons.find(each => typeof each === 'string' && each !== '') || undefined;
};
