import {appendFileSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {followJob, JobInterrupted} from '../../source/jobs/follow-job.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import type {JobEvent} from '../../source/model/job.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {unpackLines} from '../../source/remote/shell/unpack-lines.ts';
import {until} from '../driver/until.ts';
import {type LocalWorker, localWorker, runnerPid} from './local-worker.ts';

const go = 'until [ -e go ]; do sleep 0.05; done';
const letGo = (worker: LocalWorker, id: string) => worker.remote.run(`touch ${worker.jobFolder(id)}/go`);

/** Follows in the background; what was seen grows. */
const watch = (remote: () => Promise<Remote>, id: string, after = 0) => {
	const seen: JobEvent[] = [];
	const stopping = new AbortController();
	const done = (async () => {
		for await (const event of followJob({id, after, signal: stopping.signal, remote})) seen.push(event);
	})();
	done.catch(() => {});
	return {seen, done, stop: () => stopping.abort()};
};

const tails = async (worker: LocalWorker) =>
	(
		await worker.remote.run(`pgrep -f "[t]ail -n .* -f events.ndjson" | while read -r pid; do
		[ "$(readlink /proc/$pid/cwd)" != "${worker.jobFolder('j1')}" ] || echo "$pid"; done`)
	).stdout.trim();

test('following yields every event once, in order, and ends with the job', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: `echo a; ${go}; seq 1000`}]);
	const {seen, done} = watch(async () => worker.remote, 'j1');
	await until(() => seen.some(event => event.text === 'a'), {what: 'the first line while the job runs'});
	await letGo(worker, 'j1');
	await done;
	expect(seen).toEqual(await worker.ended('j1'));
	await until(async () => (await tails(worker)) === '', {what: 'nothing left on the worker'});
});

test('an ended job can be followed from any point', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: 'echo a; echo b'}]);
	const all = await worker.ended('j1');
	for (const after of [0, 1, all.length - 1]) {
		const {seen, done} = watch(async () => worker.remote, 'j1', after);
		await done;
		expect(seen).toEqual(all.slice(after));
	}
});

test('a long log is sent packed, and is the same', async () => {
	using worker = localWorker();
	await worker.start('j1', [
		{id: 'one', run: 'i=0; while [ $i -lt 3000 ]; do echo "line $i é"; i=$((i + 1)); done'},
	]);
	const all = await worker.ended('j1');
	let sent = 0;
	const counting: Remote = {
		...worker.remote,
		lines(script, signal, {packedAs = ''} = {}) {
			const raw = async function* () {
				for await (const line of worker.remote.lines(script, signal)) {
					sent += line.length;
					yield line;
				}
			};
			return unpackLines(raw(), packedAs);
		},
	};
	const {seen, done} = watch(async () => counting, 'j1');
	await done;
	expect(seen).toEqual(all);
	expect(sent * 5).toBeLessThan(readFileSync(`${worker.jobFolder('j1')}/events.ndjson`).length);
});

test('a long log arrives from a worker without gzip, too', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: 'seq 1000'}]);
	const all = await worker.ended('j1');
	const without = 'command() { [ "$2" != gzip ] || return 1; [ "$2" = base64 ]; }\n';
	const plain: Remote = {
		...worker.remote,
		lines: (script, ...rest) => worker.remote.lines(`${without}${script}`, ...rest),
	};
	const {seen, done} = watch(async () => plain, 'j1');
	await done;
	expect(seen).toEqual(all);
});

test('lost connections neither lose nor repeat events', async () => {
	using worker = localWorker();
	await worker.start('j1', [
		{id: 'one', run: 'for n in 1 2 3 4 5 6 7 8; do until [ -e "go$n" ]; do sleep 0.02; done; seq 400; done'},
	]);
	let current = worker.connect();
	const {seen, done} = watch(async () => current, 'j1');
	for (let cut = 1; cut <= 8; cut += 1) {
		const before = seen.length;
		await worker.remote.run(`touch ${worker.jobFolder('j1')}/go${cut}`);
		await until(() => seen.length > before + 100);
		const last = current;
		current = worker.connect();
		last.cut();
	}
	await done;
	expect(seen).toEqual(await worker.ended('j1'));
});

test('two followers of one job see the same events', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: `${go}; seq 50`}]);
	const both = [watch(async () => worker.remote, 'j1'), watch(async () => worker.connect(), 'j1')];
	await letGo(worker, 'j1');
	await Promise.all(both.map(each => each.done));
	expect(both[0]?.seen).toEqual(both[1]?.seen);
});

test('a follower that stops does not affect the job and leaves nothing on the worker', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: `echo a; ${go}`}]);
	const {seen, done, stop} = watch(async () => worker.remote, 'j1');
	await until(() => seen.some(event => event.text === 'a'));
	stop();
	await done;
	await until(async () => (await tails(worker)) === '', {what: 'nothing left on the worker'});
	await letGo(worker, 'j1');
	expect((await worker.ended('j1')).at(-1)?.outcome).toBe('done');
});

test('a dead runner is reported after its last event; after a recovery the rest can be followed', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: 'echo a; sleep 100', undo: 'echo back'}]);
	const {seen, done} = watch(async () => worker.remote, 'j1');
	await until(() => seen.some(event => event.text === 'a'));
	process.kill(runnerPid(worker, 'j1'), 'SIGKILL');
	await expect(done).rejects.toThrow(JobInterrupted);
	expect(seen.at(-1)?.text).toBe('a');
	await recoverJob(worker.remote, 'j1');
	const rest = watch(async () => worker.remote, 'j1', seen.length);
	await rest.done;
	expect([...seen, ...rest.seen]).toEqual(await worker.ended('j1'));
	expect(rest.seen.at(-1)?.outcome).toBe('interrupted');
});

test('garbage and unknown kinds of events are skipped', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: `echo a; ${go}`}]);
	const file = `${worker.jobFolder('j1')}/events.ndjson`;
	await until(() => worker.events('j1').some(event => event.text === 'a'));
	appendFileSync(file, 'half a {"seq":\n\u0000\u0001\n[]\nnull\n{"seq":"4"}\n');
	appendFileSync(file, '{"seq":9,"at":"x","job":"j1","step":"","kind":"from-the-future","text":""}\n');
	appendFileSync(file, '{"seq":9,"at":"x","job":"another","step":"","kind":"log","text":"not mine"}\n');
	const {seen, done} = watch(async () => worker.remote, 'j1');
	await letGo(worker, 'j1');
	await done;
	expect(seen.map(event => event.kind)).toEqual([
		'job-started',
		'step-started',
		'log',
		'step-ended',
		'job-ended',
	]);
});

test.each(['nope', '../locks', '', 'A', 'a b', '$(id)'])(
	'to follow or cancel a job %j that is not there is told',
	async id => {
		using worker = localWorker();
		const {done} = watch(async () => worker.remote, id);
		await expect(done).rejects.toMatchObject({kind: 'usage'});
		await expect(cancelJob(worker.remote, id, 'alice')).rejects.toMatchObject({kind: 'usage'});
	},
);

test('a connection that never comes back is reported', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: `echo a; ${go}`}]);
	const only = worker.connect();
	const {seen, done} = watch(async () => only, 'j1');
	await until(() => seen.some(event => event.text === 'a'));
	const gone: Remote = {
		...only,
		async *lines() {
			yield* [];
			throw new Error('gone');
		},
	};
	const again = watch(async () => gone, 'j1');
	await expect(again.done).rejects.toThrow();
	await letGo(worker, 'j1');
	await done;
});
