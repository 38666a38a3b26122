import {execFile} from 'node:child_process';
import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {type Found, toCandidates} from '../model/candidate.ts';
import {toMessage} from '../model/failure.ts';
import type {Finding} from '../model/setup.ts';
import {findSshHosts, type SshPlaces} from './find-ssh-hosts.ts';
import {dockerContextIn, podmanConnectionsIn} from './found-connections.ts';

export type Places = {
	readonly ssh: SshPlaces;
	/** `~/.docker` */
	readonly docker: string;
};

type Part = {readonly found: readonly Found[]; readonly problems: readonly string[]};

const answerMs = 10_000;

/** Everything configured on this machine that may be a worker. Never throws. */
export const findWorkers = async ({ssh, docker}: Places): Promise<Finding> => {
	const parts = await Promise.all([
		findSshHosts(ssh),
		findPodman(ssh.login),
		findDocker(path.join(docker, 'contexts/meta'), ssh.login),
	]);
	return {
		candidates: toCandidates(parts.flatMap(each => each.found)),
		problems: parts.flatMap(each => each.problems),
	};
};

/** Podman's connections, and the Podman of this machine. */
const findPodman = async (login: string): Promise<Part> => {
	const here: Found = {name: 'local', from: 'this machine', addresses: []};
	try {
		const json = await podmanConnections();
		if (json === undefined)
			return {found: [{...here, refusal: 'podman is not installed here'}], problems: []};
		return {found: [here, ...podmanConnectionsIn(json, login)], problems: []};
	} catch (thrown) {
		const why = toMessage(thrown).trim().split('\n').at(-1);
		return {found: [here], problems: [`podman system connection list: ${why}`]};
	}
};

/** @returns undefined without podman @throws Error with its output */
const podmanConnections = (): Promise<string | undefined> =>
	new Promise((resolve, reject) => {
		const argv = ['system', 'connection', 'list', '--format', 'json'];
		execFile('podman', argv, {timeout: answerMs}, (error, stdout, stderr) => {
			if (error === null) resolve(stdout);
			else if (['ENOENT', 'EACCES'].includes(String(error.code))) resolve(undefined);
			else reject(new Error(stderr.trim() || error.message));
		});
	});

const findDocker = async (folder: string, login: string): Promise<Part> => {
	const ids = await readdir(folder).catch(() => []);
	const parts = await Promise.all(
		ids.sort().map(id => dockerContext(path.join(folder, id, 'meta.json'), login)),
	);
	return {found: parts.flatMap(each => each.found), problems: parts.flatMap(each => each.problems)};
};

const dockerContext = async (file: string, login: string): Promise<Part> => {
	try {
		return {found: [dockerContextIn(await readFile(file, 'utf8'), login)], problems: []};
	} catch (thrown) {
		if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return {found: [], problems: []};
		return {found: [], problems: [`${file} is not a Docker context: ${toMessage(thrown).split('\n', 1)[0]}`]};
	}
};
