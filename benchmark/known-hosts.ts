import {createHmac, randomBytes} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {readKnownHosts} from '../source/disk/known-hosts-file.ts';
import {knownHostsIndex} from '../source/remote/host-keys/known-hosts-index.ts';
import type {Lab} from '../test/lab/lab.ts';
import {inTurn, report, reportFigure, timeCommand} from './measure.ts';

const lines = 60_000;
const workers = 20;
const maxFrozenMs = 50;

const keyOf = (bytes: Buffer): string => {
	const part = (of: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, of.length]), of]);
	return Buffer.concat([part(Buffer.from('ssh-ed25519')), part(bytes)]).toString('base64');
};

/** As ssh writes it with HashKnownHosts: a salt of its own for each line. */
const hashedLine = (host: string): string => {
	const salt = randomBytes(20);
	const hash = createHmac('sha1', salt).update(host).digest('base64');
	return `|1|${salt.toString('base64')}|${hash} ssh-ed25519 ${keyOf(randomBytes(32))}`;
};

const hostAt = (index: number): string => `host-${index}.example.com`;

/** What the connections of some workers look up, all at once: before the first byte, and again when the key is shown. */
const lookUp = async (file: string, hosts: readonly string[]): Promise<number> => {
	const begun = performance.now();
	const counts = await Promise.all(
		hosts.map(async host => {
			await knownHostsIndex(await readKnownHosts(file), file).linesAbout(host);
			return (await knownHostsIndex(await readKnownHosts(file), file).linesAbout(host)).length;
		}),
	);
	if (counts.some(count => count !== 1))
		throw new Error(`Not every host was found once: ${counts.join(' ')}`);
	return performance.now() - begun;
};

/** The longest work between two turns of the event loop (ms of the processor: the machine may be busy with others). */
const longestFreeze = async (act: () => Promise<unknown>): Promise<number> => {
	let longest = 0;
	let last = process.threadCpuUsage();
	const tick = () => {
		const {user, system} = process.threadCpuUsage(last);
		longest = Math.max(longest, (user + system) / 1000);
		last = process.threadCpuUsage();
	};
	const timer = setInterval(tick, 1);
	await act();
	tick();
	clearInterval(timer);
	return longest;
};

/** Looking hosts up in a known_hosts file of 60,000 hashed lines, against ssh-keygen and against one whole ssh. */
export const knownHosts = async (lab: Lab): Promise<void> => {
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-known-hosts-'));
	try {
		const hashed = Array.from({length: lines}, (_, index) => hashedLine(hostAt(index))).join('\n');
		const files = newFiles(
			folder,
			`${hashed}\n${readFileSync(path.join(lab.folder, 'known_hosts'), 'utf8')}`,
		);
		await measure(lab, files);
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
};

/** Gives a file that nobody has read yet: each measurement begins with nothing. */
const newFiles = (folder: string, text: string): (() => Promise<string>) => {
	let copies = 0;
	return async () => {
		const file = path.join(folder, `known_hosts-${copies}`);
		copies += 1;
		writeFileSync(file, text);
		// One that has just been written is read again by everybody.
		await new Promise(resolve => setTimeout(resolve, 150));
		return file;
	};
};

const measure = async (lab: Lab, fresh: () => Promise<string>): Promise<void> => {
	const file = await fresh();
	const keygen = (host: string) => timeCommand(['ssh-keygen', '-F', host, '-f', file]);
	const option = `UserKnownHostsFile=${file}`;
	const ssh = () => timeCommand(['ssh', '-F', lab.sshConfig, '-o', option, `${lab.name}-1`, 'true']);
	const of = (count: number) =>
		Array.from({length: count}, (_, index) => hostAt(lines - 1 - index * Math.floor(lines / count / 2)));
	const ours = (count: number) => async () => lookUp(await fresh(), of(count));
	const what = 'known_hosts';
	const one = await inTurn(5, ours(1), () => keygen(hostAt(lines - 1)));
	report(`${what}, 1 worker / ssh-keygen`, {ours: one.a, theirs: one.b, p95: one.p95, most: 1.5});
	const oneBySsh = await inTurn(5, ours(1), ssh);
	report(`${what}, 1 worker / ssh`, {ours: oneBySsh.a, theirs: oneBySsh.b, p95: oneBySsh.p95, most: 1.5});
	const many = await inTurn(5, ours(workers), ssh);
	report(`${what}, ${workers} workers / one ssh`, {ours: many.a, theirs: many.b, p95: many.p95, most: 1.5});
	const last = await fresh();
	const frozen = await longestFreeze(() => lookUp(last, of(workers)));
	reportFigure(`${what}, ${workers} workers: longest hold-up`, frozen, maxFrozenMs);
};
