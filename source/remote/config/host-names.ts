import {createHmac} from 'node:crypto';
import {knownHostName} from '../../model/known-hosts.ts';
import type {SshAddress} from './resolve-ssh.ts';

/** The name of a host in known_hosts. */
export const nameOf = ({hostKeyAlias, host, port}: SshAddress): string =>
	(hostKeyAlias ?? knownHostName(host, port)).toLowerCase();

/** A host name as HashKnownHosts writes it. */
export const hashOf = (salt: string, host: string): string =>
	createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest('base64');
