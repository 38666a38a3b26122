import {readFile} from 'node:fs/promises';
import path from 'node:path';
import type {Found} from '../model/candidate.ts';
import {toMessage} from '../model/failure.ts';
import {includedFiles} from '../ssh-config/included-files.ts';
import {sshHostsIn} from './ssh-hosts.ts';

export type SshPlaces = {
	/** `~/.ssh`, where OpenSSH looks for it. */
	readonly folder: string;
	readonly home: string;
	readonly login: string;
};

type Reading = SshPlaces & {readonly seen: Set<string>; readonly problems: string[]};

/** As in ssh_config(5). */
const maxDepth = 16;

/** The hosts in the user's ssh config and in all files that it includes. A broken file is reported and does not hide the others. */
export const findSshHosts = async (
	places: SshPlaces,
): Promise<{readonly found: readonly Found[]; readonly problems: readonly string[]}> => {
	const reading: Reading = {...places, seen: new Set(), problems: []};
	const found = await hostsOf(path.join(places.folder, 'config'), reading, 0);
	return {found, problems: reading.problems};
};

const hostsOf = async (file: string, reading: Reading, depth: number): Promise<readonly Found[]> => {
	if (reading.seen.has(file) || depth > maxDepth) return [];
	reading.seen.add(file);
	const place = file.startsWith(`${reading.home}/`) ? `~${file.slice(reading.home.length)}` : file;
	try {
		const {hosts, includes} = sshHostsIn(await readFile(file, 'utf8'), {place, login: reading.login});
		const further: Found[] = [];
		for (const each of await includedFiles(includes, reading))
			further.push(...(await hostsOf(each, reading, depth + 1)));
		return [...hosts, ...further];
	} catch (thrown) {
		// Most users have none, and an Include may match nothing.
		if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT')
			reading.problems.push(`${place} cannot be read: ${toMessage(thrown)}`);
		return [];
	}
};
