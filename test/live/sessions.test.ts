import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {followJob} from '../../source/jobs/follow-job.ts';
import {followOutput} from '../../source/jobs/follow-output.ts';
import type {JobEvent} from '../../source/model/job.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {onWorker, startCounting, upTo} from '../driver/counting.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {addressOf, configOf, reach, whyNot} from './remote-lab.ts';

let lab: Lab;
let worker: string;
/** The port of its sshd with this number of sessions per connection. */
const portFor = (sessions: number): number => 2300 + sessions;

beforeAll(async () => {
	lab = await holdLab({name: `sessions${process.pid}`, workers: 1});
	worker = `${lab.name}-1`;
	for (const sessions of [0, 1, 2]) {
		await onWorker(
			lab,
			worker,
			`/usr/sbin/sshd -f /dev/null -p ${portFor(sessions)} -h /run/sshd/host_key -o MaxSessions=${sessions} -o UsePAM=no \
				-o PermitRootLogin=prohibit-password -o PidFile=/run/sshd-${sessions}.pid`,
		);
	}
});
afterAll(() => lab?.release());

const connected = (sessions: number): Promise<Remote> =>
	reach(lab, 'forge', {
		sshConfig: configOf('forge', [
			`HostName ${addressOf(lab, '1')}`,
			`Port ${portFor(sessions)}`,
			'User root',
			`IdentityFile ${lab.folder}/key`,
			'IdentitiesOnly yes',
			`UserKnownHostsFile ${lab.folder}/known_hosts`,
		]),
	});

const numbersIn = (events: readonly JobEvent[]): readonly number[] =>
	events.flatMap(({text = ''}) => [...text.matchAll(/^n(\d+)\.$/gu)].map(each => Number(each[1])));

describe.each([1, 2])('a worker whose sshd opens %i at once', sessions => {
	let remote: Remote;
	beforeAll(async () => {
		remote = await connected(sessions);
	});
	afterAll(() => remote?.close());

	test('runs every command, and reports how many it opens', async () => {
		const learnt: (number | undefined)[] = [];
		remote.onSessions(most => learnt.push(most));
		const asked = Array.from({length: 4}, (_, i) => remote.run(`sleep 0.9; echo ${i}`));
		expect((await Promise.all(asked)).map(each => each.stdout.trim())).toEqual([...'0123']);
		expect(learnt).toEqual([sessions]);
	});

	test('follows two jobs to their ends while the lists continue', async () => {
		const ids = ['aaaa', 'bbbb'].map(end => `20260101-00000${sessions}-${end}`);
		for (const id of ids) await startCounting(lab, worker, id);
		const {signal} = new AbortController();
		const told = ids.map((): JobEvent[] => []);
		const following = ids.map(async (id, index) => {
			for await (const event of followJob({id, after: 0, signal, remote: async () => remote}))
				told[index]?.push(event);
		});
		await until(() => told.every(events => numbersIn(events).length > 0), {what: 'both jobs'});
		for (let i = 0; i < 5; i += 1) {
			expect((await remote.run(`echo ${i}`, {timeoutMs: 60_000})).stdout).toBe(`${i}\n`);
			expect((await remote.devboxes()).length).toBeGreaterThan(0);
		}
		const seen = told.map(events => numbersIn(events).at(-1) ?? 0);
		await until(() => told.every((events, i) => (numbersIn(events).at(-1) ?? 0) > (seen[i] ?? 0) + 3), {
			what: 'both to go on',
		});
		await onWorker(lab, worker, 'touch /root/go');
		await Promise.all(following);
		for (const events of told) {
			expect(events.at(-1)).toMatchObject({kind: 'job-ended', outcome: 'done'});
			expect(numbersIn(events)).toEqual(upTo(numbersIn(events).length));
			expect(events.map(each => each.seq)).toEqual(upTo(events.length));
		}
	});

	test('shows what a DevBox prints, each line once, while scripts run', async () => {
		const name = `prints-${sessions}`;
		const script =
			'i=0; while :; do i=$((i+1)); echo "n$i"; echo "n$((i+=1))"; usleep 20000 || sleep 0.02; done';
		await onWorker(
			lab,
			worker,
			`podman run -d --name ${name} localhost/node-base:22 sh -c '${script}' >/dev/null`,
		);
		const stop = new AbortController();
		const shown: number[] = [];
		const showing = (async () => {
			const output = {remote: async () => remote, id: name, signal: stop.signal};
			for await (const line of followOutput(output)) shown.push(Number(line.slice(1)));
		})();
		for (let i = 0; i < 4; i += 1) {
			const before = shown.length;
			await until(() => shown.length > before + 10, {what: 'more of it'});
			const asked = Array.from({length: sessions}, () => remote.run('sleep 0.1', {timeoutMs: 60_000}));
			expect((await Promise.all(asked)).map(each => each.code)).not.toContain(1);
		}
		const before = shown.length;
		await until(() => shown.length > before + 10, {what: 'its end'});
		await onWorker(lab, worker, `podman rm --force --time 0 ${name} >/dev/null`);
		await showing;
		expect(shown).toEqual(upTo(shown.length));
	});

	test('gets its sessions back from readers that have stopped in the middle', async () => {
		const stop = new AbortController();
		const script = 'seq 300000; exec 3<&0; { cat <&3 >/dev/null; kill $$; } & sleep 100 >/dev/null 2>&1';
		const readers = Array.from({length: sessions}, () =>
			remote.lines(script, stop.signal, {onYielded: () => {}})[Symbol.asyncIterator](),
		);
		for (const reader of readers) expect((await reader.next()).value).toBe('1');
		expect((await remote.run('echo in', {timeoutMs: 60_000})).stdout).toBe('in\n');
		expect((await Promise.all([1, 2, 3].map(i => remote.run(`echo ${i}`)))).map(each => each.code)).toEqual([
			0, 0, 0,
		]);
		stop.abort();
		for (const reader of readers) await reader.return?.();
	});
});

test('two sessions are also enough when a command carries Podman’s API because sshd does not', async () => {
	await onWorker(
		lab,
		worker,
		`/usr/sbin/sshd -f /dev/null -p ${portFor(9)} -h /run/sshd/host_key -o MaxSessions=2 -o AllowStreamLocalForwarding=no \
			-o UsePAM=no -o PermitRootLogin=prohibit-password -o PidFile=/run/sshd-9.pid`,
	);
	const remote = await connected(9);
	try {
		const stop = new AbortController();
		const seen: string[] = [];
		const watching = (async () => {
			for await (const {subject, action} of remote.changes(stop.signal)) seen.push(`${subject} ${action}`);
		})();
		for (let i = 0; i < 3; i += 1) {
			const asked = [
				remote.run('echo in'),
				remote.run('echo in'),
				remote.devboxes(),
				remote.images(),
			] as const;
			const [first, second, devboxes] = await Promise.all(asked);
			expect([first.stdout, second.stdout]).toEqual(['in\n', 'in\n']);
			expect(devboxes.length).toBeGreaterThan(0);
		}
		await onWorker(lab, worker, 'podman tag localhost/devbase:1 localhost/seen:1');
		await until(() => seen.includes('image tag'), {what: 'the event'});
		stop.abort();
		await watching;
	} finally {
		remote.close();
	}
});

test('a worker whose sshd opens none is reported with the reason', async () => {
	expect(await whyNot(connected(0))).toMatchObject({
		kind: 'unreachable',
		message: expect.stringContaining('accepts the login, but opens no session for a command'),
		hint: expect.stringContaining('MaxSessions'),
	});
});
