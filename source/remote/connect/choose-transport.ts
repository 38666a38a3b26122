import type {Worker} from '../../model/worker.ts';
import type {SshAddress} from '../config/resolve-ssh.ts';
import {missingAlgorithm} from '../ssh2/ssh2-options.ts';

/** What there is on this machine to reach one host with. */
export type SshCapabilities = {
	readonly address: SshAddress;
	/** Key files that are there, and keys of the agent: `sk-ssh-ed25519@openssh.com`, `ssh-ed25519-cert-v01@openssh.com` … */
	readonly keys: readonly {readonly from: string; readonly type: string}[];
	/** Certificates of the user that are there. */
	readonly certificates: readonly string[];
	/** Its host key is known by an authority that signs it, and no other way. */
	readonly isKnownByAuthority: boolean;
	/** A connection of the user's own ssh to it is open. */
	readonly hasConnection: boolean;
	readonly hasKerberosTicket: boolean;
};

/** @param why for people; there is none where ssh2 does as usual */
export type Choice = {readonly transport: 'ssh2' | 'system'; readonly why?: string};

/** ssh2 where it can, since it carries everything on channels of its own; OpenSSH where only that can. */
export const chooseTransport = (wanted: Worker['transport'], means: SshCapabilities): Choice => {
	const {withoutSsh} = means.address;
	if (withoutSsh !== undefined) return {transport: 'ssh2', why: lacksSsh(withoutSsh.skipped)};
	if (wanted === 'ssh2' || wanted === 'system')
		return {transport: wanted, why: 'as transport: in the config file says'};
	const why = needOf(means);
	return why === undefined ? {transport: 'ssh2'} : {transport: 'system', why};
};

const lacksSsh = (skipped: readonly string[]): string =>
	['no ssh is installed here', ...skipped.map(each => `passed over: ${each}`)].join('; ');

/** Why only OpenSSH can, the first reason that there is. */
const needOf = (means: SshCapabilities): string | undefined => {
	const {address, keys, certificates} = means;
	const hardware = keys.find(each => each.type.startsWith('sk-'));
	const certified = keys.find(each => each.type.includes('-cert-v01@'));
	const [certificate] = certificates;
	const [keyword] = address.onlyOpenSsh;
	const missing = missingAlgorithm(address);
	const reasons: readonly (string | false | undefined)[] = [
		means.hasConnection && 'a connection of your own ssh to it is open',
		keyword && `${keyword} in the ssh config`,
		hardware && `a hardware key (${hardware.type}) in ${hardware.from}`,
		certificate && `the certificate ${certificate}`,
		certified && `a certificate in ${certified.from}`,
		means.isKnownByAuthority && 'its host key is known by a certificate authority',
		address.isGssapi && means.hasKerberosTicket && 'GSSAPIAuthentication, and there is a Kerberos ticket',
		missing && `ssh2 has none of its ${missing}`,
	];
	return reasons.find(each => typeof each === 'string' && each !== '') || undefined;
};
