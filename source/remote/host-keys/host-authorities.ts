import type {KnownHost} from '../../model/known-hosts.ts';
import {nameOf} from '../config/host-names.ts';
import type {SshAddress} from '../config/resolve-ssh.ts';
import {type KnownHostsFiles, readKnown} from './host-keys.ts';

/** Whether known_hosts names an authority (`@cert-authority`) for this host, and no key of its own. */
export const isKnownByAuthority = async (address: SshAddress, files: KnownHostsFiles): Promise<boolean> => {
	const about = await (await readKnown(address, files))(nameOf(address));
	const isThere = (marker: KnownHost['marker']) => about.some(each => each.marker === marker);
	return isThere('authority') && !isThere('key');
};
