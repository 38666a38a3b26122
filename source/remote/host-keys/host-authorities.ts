import {type KnownHost, linesAbout, parseKnownHosts} from '../../model/known-hosts.ts';
import {hashOf, nameOf} from '../config/host-names.ts';
import type {SshAddress} from '../config/resolve-ssh.ts';
import type {KnownHostsFiles} from './host-keys.ts';

/** Whether known_hosts names an authority (`@cert-authority`) for this host, and no key of its own. */
export const isKnownByAuthority = async (address: SshAddress, files: KnownHostsFiles): Promise<boolean> => {
	const paths = [...address.knownHostsFiles, ...address.globalKnownHostsFiles];
	const known = await Promise.all(paths.map(async each => parseKnownHosts(await files.read(each), each)));
	const about = linesAbout(known.flat(), nameOf(address), hashOf);
	const isThere = (marker: KnownHost['marker']) => about.some(each => each.marker === marker);
	return isThere('authority') && !isThere('key');
};
