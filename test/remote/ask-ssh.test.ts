import {execFileSync} from 'node:child_process';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {askSsh} from '../../source/remote/config/ask-ssh.ts';
import {isDead} from '../driver/process-state.ts';
import {until} from '../driver/until.ts';

const ssh = execFileSync('sh', ['-c', 'command -v ssh'], {encoding: 'utf8'}).trim();
let folder: string;
const log = () => readFileSync(path.join(folder, 'log'), 'utf8').trim().split('\n');

/** An ssh that notes which process started it. */
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-ask-ssh-'));
	const wrapper = path.join(folder, 'ssh');
	writeFileSync(wrapper, `#!/bin/sh\necho "$PPID" >>'${folder}/log'\nexec ${ssh} "$@"\n`);
	chmodSync(wrapper, 0o755);
	vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
});

afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(folder, {recursive: true, force: true});
});

const configOf = (text: string): string => {
	const file = path.join(folder, "alice's config");
	writeFileSync(file, text);
	return file;
};
const hosts = Array.from({length: 60}, (_, index) => `forge-${index}`);

test('many targets are asked for by a few shells, and each gets what ssh says of it alone', async () => {
	const config = configOf('Host forge-7\n\tPort 2207\nHost *\n\tHostName %h.example\n');
	const argvOf = (host: string) => ['-F', config, '-l', 'bob', '--', host];
	const answers = await Promise.all(hosts.map(host => askSsh(host, argvOf(host))));
	expect(answers[7]).toMatch(/^port 2207$/mu);
	expect(log().filter(parent => parent === String(process.pid)).length).toBeLessThanOrEqual(12);
	for (const at of [0, 7, 40, 59])
		expect(answers[at]).toBe(execFileSync(ssh, ['-G', ...argvOf(`forge-${at}`)], {encoding: 'utf8'}));
});

test('each of many targets in an invalid config fails with the words of ssh', async () => {
	const config = configOf('Prot 22\n');
	const ends = await Promise.allSettled(
		hosts.slice(0, 10).map(host => askSsh(host, ['-F', config, '--', host])),
	);
	expect(ends.map(end => (end.status === 'rejected' ? end.reason.message : 'answered'))).toEqual(
		hosts.slice(0, 10).map(host => expect.stringContaining(`rejected its config for ${host}: `)),
	);
	expect(String((ends[9] as PromiseRejectedResult).reason.message)).toContain('prot');
});

test('without an ssh there is no answer, however many are asked for', async () => {
	vi.stubEnv('PATH', '/nowhere');
	expect(await Promise.all(hosts.slice(0, 20).map(host => askSsh(host, ['--', host])))).toEqual(
		Array(20).fill(undefined),
	);
});

test('ssh is asked once for the jump host of many workers, and each of them gets a failure of its own', async () => {
	const config = configOf('Host jump\n\tPort 2207\n');
	const ask = (words: readonly string[]) => Promise.allSettled(hosts.map(host => askSsh(host, words)));
	for (const end of await ask(['-F', config, '--', 'jump']))
		expect(end).toMatchObject({status: 'fulfilled', value: expect.stringContaining('port 2207')});
	expect(log()).toHaveLength(1);
	const failed = await ask(['-F', configOf('Prot 22\n'), '--', 'jump']);
	expect(failed[7]).toMatchObject({reason: {message: expect.stringContaining('config for forge-7: ')}});
});

test.each([[1], [20]])(
	'of %i targets, one whose `Match exec` hangs fails, its command is ended, and the others get their answers',
	async count => {
		const started = path.join(folder, 'started');
		const config = configOf(
			`Match originalhost forge-0 exec "echo $$ >${started}; trap '' TERM; sleep 600; true"\n\tPort 1\n`,
		);
		const ends = await Promise.allSettled(
			hosts.slice(0, count).map(host => askSsh(host, ['-F', config, '--', host])),
		);
		expect(ends.filter(end => end.status === 'fulfilled')).toHaveLength(count - 1);
		expect(ends[0]).toMatchObject({
			reason: {kind: 'unreachable', message: 'ssh did not read its config for forge-0 within 10 s.'},
		});
		await until(() => isDead(Number(readFileSync(started, 'utf8'))), {what: 'the end of the command'});
	},
	40_000,
);
