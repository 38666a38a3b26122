import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import clock from '../../source/worker/runner/clock.sh';
import {isDead} from '../driver/process-state.ts';
import {until} from '../driver/until.ts';
import {
	hasLogged,
	killRunner,
	type LocalWorker,
	localWorker,
	runnerPid,
	type Shell,
	shells,
	told,
} from '../jobs/local-worker.ts';

const status = (worker: LocalWorker, id: string): unknown =>
	JSON.parse(readFileSync(path.join(worker.jobFolder(id), 'status.json'), 'utf8'));
const locksHeld = (worker: LocalWorker) => readdirSync(path.join(worker.ingotFolder, 'locks'));

describe.each(Object.keys(shells) as Shell[])('under %s', {concurrent: true}, shell => {
	test('a job runs its steps in order and logs their output', async () => {
		using worker = localWorker(shell);
		const begunAt = Date.now();
		await worker.start('j1', [
			{id: 'one', run: 'echo hello; echo to stderr >&2'},
			{id: 'two', run: 'printf "no newline"'},
		]);
		const events = await worker.ended('j1');
		expect(events.map(told)).toEqual([
			`job-started · It's "a" job`,
			'step-started · one',
			'log · one · hello',
			'log · one · to stderr',
			'step-ended · one',
			'step-started · two',
			'log · two · no newline',
			'step-ended · two',
			'job-ended · localhost/x:1 is ready. · done',
		]);
		expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1));
		expect(events.every(event => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u.test(event.at))).toBe(true);
		const times = events.map(event => Date.parse(event.at));
		expect(times).toEqual(times.toSorted((a, b) => a - b));
		// A clock without fractions of a second is a second early.
		expect(times[0]).toBeGreaterThan(begunAt - 1100);
		// Whatever passes while the worker asks for the time is counted twice.
		const tookMs = Date.now() - begunAt;
		expect(times.at(-1)).toBeLessThan(Date.now() + tookMs + 100);
		await until(() => existsSync(path.join(worker.jobFolder('j1'), 'status.json')));
		expect(status(worker, 'j1')).toMatchObject({outcome: 'done'});
		expect(locksHeld(worker)).toEqual([]);
	});

	test('the time between two reads of the clock is right, to midnight and beyond', () => {
		const script = `${clock}
			read_clock() { day=2026-01-02 clock=0; }
			read -r up _ </proc/uptime; up=$((\${up%.*} * 100 + 1\${up#*.} - 100))
			day=2026-01-01 clock=0 clock_uptime=$up
			format_time 0; echo $at; format_time 4521709; echo $at; format_time 8639999; echo $at
			clock=8639900 clock_uptime=$((up - 150)); read_time; echo $at`;
		expect(
			execFileSync(shells[shell], shell === 'busybox' ? ['sh', '-c', script] : ['-c', script], {
				encoding: 'utf8',
			}).split('\n'),
		).toEqual([
			'2026-01-01T00:00:00.000Z',
			'2026-01-01T12:33:37.090Z',
			'2026-01-01T23:59:59.990Z',
			'2026-01-02T00:00:00.000Z',
			'',
		]);
	});

	test('a failing step undoes every started step, last first; its last line is the reason, followed by what could not be undone', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{id: 'one', run: 'true', undo: 'echo one back'},
			{id: 'two', run: 'true'},
			{id: 'three', run: 'true', undo: 'echo cannot; exit 9'},
			{id: 'four', run: 'echo working; echo "no room left"; exit 1', undo: 'echo four back'},
			{id: 'five', run: 'echo never'},
		]);
		expect((await worker.ended('j1')).slice(7).map(told)).toEqual([
			'step-started · four',
			'log · four · working',
			'log · four · no room left',
			'step-failed · four · no room left',
			'undo-started · four',
			'log · four · four back',
			'undo-ended · four',
			'undo-started · three',
			'log · three · cannot',
			'undo-failed · three · cannot',
			'undo-started · one',
			'log · one · one back',
			'undo-ended · one',
			'job-ended · no room left Not rolled back: cannot · failed',
		]);
		expect(locksHeld(worker)).toEqual([]);
	});

	test('Podman’s clean-up warnings do not hide the reason, unless there is nothing else', async () => {
		using worker = localWorker(shell);
		const noise = `time="2026-01-01T00:00:00Z" level=error msg="Unmounting: invalid argument"`;
		await worker.start('j1', [{id: 'one', run: `echo 'Error: disk full'; echo '${noise}'; exit 1`}]);
		await worker.start('j2', [{id: 'one', run: `echo '${noise}'; exit 1`}]);
		expect((await worker.ended('j1')).at(-1)?.text).toBe('Error: disk full');
		expect((await worker.ended('j2')).at(-1)?.text).toBe(noise);
	});

	test('a step whose undo a later one supersedes is not undone', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{id: 'pause', run: 'true', undo: 'echo paused back'},
			{id: 'resume', run: 'true', settles: 'pause'},
			{id: 'commit', run: 'false', undo: 'echo commit back'},
		]);
		const events = await worker.ended('j1');
		expect(events.filter(event => event.kind === 'undo-started').map(event => event.step)).toEqual([
			'commit',
		]);
		expect(told(events.at(-1) as (typeof events)[0])).toBe('job-ended · exit code 1 · failed');
	});

	test('a failed step does not supersede the undo of another', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{id: 'pause', run: 'true', undo: 'true'},
			{id: 'resume', run: 'false', settles: 'pause'},
		]);
		const events = await worker.ended('j1');
		expect(events.filter(event => event.kind === 'undo-ended').map(event => event.step)).toEqual(['pause']);
	});

	test.each([
		[3, 'refused'],
		[5, 'conflict'],
		[1, 'failed'],
		[125, 'failed'],
	])('exit code %i of a step makes the outcome %s', async (code, outcome) => {
		using worker = localWorker(shell);
		await worker.start('j1', [{id: 'one', run: `exit ${code}`}]);
		expect((await worker.ended('j1')).at(-1)?.outcome).toBe(outcome);
	});

	test('a cancel ends the running step and rolls everything back', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{id: 'one', run: 'true', undo: 'echo one back'},
			{id: 'two', run: 'echo $$; echo started; sleep 100 & wait', undo: 'echo two back'},
			{id: 'three', run: 'echo never'},
		]);
		await hasLogged(worker, 'j1', 'started');
		await cancelJob(worker.remote, 'j1', 'bob "the builder"');
		const events = await worker.ended('j1');
		expect(events.slice(6).map(told)).toEqual([
			'cancel-requested · Cancelled by bob "the builder".',
			'step-failed · two · Cancelled by bob "the builder".',
			'undo-started · two',
			'log · two · two back',
			'undo-ended · two',
			'undo-started · one',
			'log · one · one back',
			'undo-ended · one',
			'job-ended · Cancelled by bob "the builder". · cancelled',
		]);
		await until(() => isDead(Number(events[4]?.text)), {what: 'the end of the step'});
		expect(locksHeld(worker)).toEqual([]);
	});

	test('a step that ignores SIGTERM is killed after a grace period, with all that it started', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{id: 'deaf', run: `trap '' TERM; sleep 100 & echo $!; echo started; wait; sleep 100`},
		]);
		await hasLogged(worker, 'j1', 'started');
		const asked = performance.now();
		await cancelJob(worker.remote, 'j1', 'alice');
		const events = await worker.ended('j1');
		expect(events.at(-1)?.outcome).toBe('cancelled');
		expect(performance.now() - asked).toBeGreaterThan(2000);
		await until(() => isDead(Number(events[2]?.text)), {what: 'the end of the child'});
	});

	test('children of a step that was killed alone are ended before the rollback', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{
				id: 'one',
				run: 'sleep 100 & echo $! | tee ../child; kill -9 $$',
				undo: 'cut -d " " -f 3 "/proc/$(cat ../child)/stat" 2>/dev/null | grep -v Z; echo back',
			},
		]);
		const events = await worker.ended('j1');
		expect(events.map(told).slice(-4, -1)).toEqual([
			'undo-started · one',
			'log · one · back',
			'undo-ended · one',
		]);
		await until(() => isDead(Number(events[2]?.text)), {what: 'the end of the child'});
	});

	test('a second cancel does not interrupt the rollback', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{id: 'one', run: 'true', undo: 'echo slow; until [ -e go ]; do sleep 0.05; done; echo one back'},
			{id: 'two', run: 'echo started; sleep 100'},
		]);
		await hasLogged(worker, 'j1', 'started');
		await cancelJob(worker.remote, 'j1', 'alice');
		await hasLogged(worker, 'j1', 'slow');
		await cancelJob(worker.remote, 'j1', 'alice');
		process.kill(runnerPid(worker, 'j1'), 'SIGTERM');
		process.kill(runnerPid(worker, 'j1'), 'SIGINT');
		process.kill(runnerPid(worker, 'j1'), 'SIGHUP');
		await worker.remote.run(`touch ${worker.jobFolder('j1')}/go`);
		const events = await worker.ended('j1');
		expect(events.slice(-3).map(told)).toEqual([
			'log · one · one back',
			'undo-ended · one',
			'job-ended · Cancelled by alice. · cancelled',
		]);
	});

	test('a cancel during a rollback after a failure does not hide the reason', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{id: 'one', run: 'true', undo: 'echo slow; until [ -e go ]; do sleep 0.05; done'},
			{id: 'two', run: 'echo broken; exit 1'},
		]);
		await hasLogged(worker, 'j1', 'slow');
		process.kill(runnerPid(worker, 'j1'), 'SIGTERM');
		await worker.remote.run(`touch ${worker.jobFolder('j1')}/go`);
		expect(told((await worker.ended('j1')).at(-1) as never)).toBe('job-ended · broken · failed');
	});

	test('the end of the terminal does not affect a job', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [{id: 'one', run: 'echo started; until [ -e go ]; do sleep 0.05; done'}]);
		await hasLogged(worker, 'j1', 'started');
		process.kill(runnerPid(worker, 'j1'), 'SIGHUP');
		process.kill(runnerPid(worker, 'j1'), 'SIGINT');
		await worker.remote.run(`touch ${worker.jobFolder('j1')}/go`);
		expect((await worker.ended('j1')).at(-1)?.outcome).toBe('done');
	});

	test('a job whose runner was killed is recovered: rolled back, logged, locks released', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{id: 'one', run: 'true', undo: 'echo one back'},
			{id: 'pause', run: 'true', undo: 'echo never'},
			{id: 'resume', run: 'true', settles: 'pause'},
			{id: 'two', run: 'echo $$; echo started; sleep 100', undo: 'echo two back'},
		]);
		await hasLogged(worker, 'j1', 'started');
		const step = Number(worker.events('j1').at(-2)?.text);
		await killRunner(worker, 'j1');
		expect(locksHeld(worker)).toEqual(['box-j1']);
		await recoverJob(worker.remote, 'j1');
		const events = worker.events('j1');
		expect(events.slice(10).map(told)).toEqual([
			'undo-started · two',
			'log · two · two back',
			'undo-ended · two',
			'undo-started · one',
			'log · one · one back',
			'undo-ended · one',
			expect.stringMatching(/^job-ended · .*interrupted/u),
		]);
		expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1));
		expect(status(worker, 'j1')).toMatchObject({outcome: 'interrupted'});
		await until(() => isDead(step), {what: 'the end of the step'});
		expect(locksHeld(worker)).toEqual([]);
	});

	test('recovering a job that lives, or has ended, changes nothing', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [{id: 'one', run: 'echo started; until [ -e go ]; do sleep 0.05; done'}]);
		await hasLogged(worker, 'j1', 'started');
		await recoverJob(worker.remote, 'j1');
		await worker.remote.run(`touch ${worker.jobFolder('j1')}/go`);
		const before = await worker.ended('j1');
		await until(() => existsSync(path.join(worker.jobFolder('j1'), 'status.json')));
		await recoverJob(worker.remote, 'j1');
		expect(worker.events('j1')).toEqual(before);
		expect(before.at(-1)?.outcome).toBe('done');
	});

	test('two recoveries of the same job at once roll it back once', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [{id: 'one', run: 'echo started; sleep 100', undo: 'echo back'}]);
		await hasLogged(worker, 'j1', 'started');
		await killRunner(worker, 'j1');
		await Promise.all([1, 2, 3, 4].map(() => recoverJob(worker.remote, 'j1')));
		const events = await worker.ended('j1');
		expect(events.filter(event => event.text === 'back')).toHaveLength(1);
		expect(events.filter(event => event.kind === 'job-ended')).toHaveLength(1);
	});

	test('a recovery that was itself killed can be repeated', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [
			{id: 'one', run: 'echo started; sleep 100', undo: 'echo undoing; until [ -e go ]; do sleep 0.05; done'},
		]);
		await hasLogged(worker, 'j1', 'started');
		await killRunner(worker, 'j1');
		void recoverJob(worker.remote, 'j1').catch(() => {});
		await hasLogged(worker, 'j1', 'undoing');
		await killRunner(worker, 'j1');
		await worker.remote.run(`touch ${worker.jobFolder('j1')}/go`);
		await recoverJob(worker.remote, 'j1');
		expect((await worker.ended('j1')).at(-1)?.outcome).toBe('interrupted');
	});

	test('a second job for the same DevBox is a conflict that names the first', async () => {
		using worker = localWorker(shell);
		await worker.start(
			'j1',
			[{id: 'one', run: 'echo started; until [ -e go ]; do sleep 0.05; done'}],
			['box', 'x'],
		);
		await hasLogged(worker, 'j1', 'started');
		await worker.start('j2', [{id: 'one', run: 'echo never'}], ['other', 'box']);
		const second = await worker.ended('j2');
		expect(second.at(-1)?.outcome).toBe('conflict');
		expect(second.at(-1)?.text).toContain('j1');
		expect(second.some(event => event.kind === 'step-started')).toBe(false);
		expect(locksHeld(worker).sort()).toEqual(['box', 'x']);
		await worker.remote.run(`touch ${worker.jobFolder('j1')}/go`);
		await worker.ended('j1');
		await worker.start('j3', [{id: 'one', run: 'true'}], ['other', 'box']);
		expect((await worker.ended('j3')).at(-1)?.outcome).toBe('done');
	});

	test('a lock of a dead job is taken over after the dead job is rolled back', async () => {
		using worker = localWorker(shell);
		await worker.start('j1', [{id: 'one', run: 'echo started; sleep 100', undo: 'echo j1 back'}], ['box']);
		await hasLogged(worker, 'j1', 'started');
		await killRunner(worker, 'j1');
		await worker.start('j2', [{id: 'one', run: 'echo mine'}], ['box']);
		expect((await worker.ended('j2')).at(-1)?.outcome).toBe('done');
		expect(worker.events('j1').at(-1)?.outcome).toBe('interrupted');
		expect(worker.events('j1').some(event => event.text === 'j1 back')).toBe(true);
	});

	test('a lock whose job is gone does not block for ever', async () => {
		using worker = localWorker(shell);
		await worker.remote.run(
			`mkdir -p ${worker.ingotFolder}/locks; ln -s no-such-job ${worker.ingotFolder}/locks/box`,
		);
		await worker.start('j1', [{id: 'one', run: 'true'}], ['box']);
		expect((await worker.ended('j1')).at(-1)?.outcome).toBe('done');
	});

	test('many jobs that want one lock at once hold it one at a time', async () => {
		using worker = localWorker(shell);
		const run = 'mkdir ../../inside || echo overlap; sleep 0.2; rmdir ../../inside';
		const ids = ['j1', 'j2', 'j3', 'j4', 'j5', 'j6'];
		await Promise.all(ids.map(id => worker.start(id, [{id: 'one', run}], ['box'])));
		const all = (await Promise.all(ids.map(id => worker.ended(id)))).flat();
		expect(all.some(event => event.text.includes('overlap'))).toBe(false);
		expect(all.filter(event => event.outcome === 'done').length).toBeGreaterThan(0);
		expect(locksHeld(worker)).toEqual([]);
	});
});
