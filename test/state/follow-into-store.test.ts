import {expect, test} from 'vitest';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import type {JobRequest} from '../../source/model/job.ts';
import {settingsWithoutFile} from '../../source/model/settings.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {newAppState, reduceApp} from '../../source/state/app-state.ts';
import {followIntoStore} from '../../source/state/follow-into-store.ts';
import {JobLog} from '../../source/state/job-log.ts';
import {createStore} from '../../source/state/store.ts';
import {until} from '../driver/until.ts';
import {localWorker, runnerPid} from '../jobs/local-worker.ts';

const requestOf = (id: string): JobRequest => ({
	version: 1,
	id,
	kind: 'snapshot',
	title: 'Snapshot api',
	worker: 'here',
	user: 'alice',
	host: 'here',
	ingot: '0',
	at: '2026-11-24T12:00:00.000Z',
	devbox: {id: 'f'.repeat(64), name: 'api'},
	reference: 'localhost/golden:1',
	steps: [{id: 'one', title: 'One'}],
});

const follow = (id: string, remote: () => Promise<Remote>, onInterrupted = () => {}) => {
	const state = newAppState(settingsWithoutFile('alice'), {file: '', exists: true}, {});
	const store = createStore(reduceApp, state);
	const stopping = new AbortController();
	const deps = {store, log: new JobLog(), remote, signal: stopping.signal, onInterrupted};
	const done = followIntoStore(requestOf(id), deps);
	return {of: () => store.get().jobs[id], done, stop: () => stopping.abort()};
};

test('a dead job is recovered and followed on to its end', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: 'echo a; sleep 100', undo: 'echo back'}]);
	let recovered: Promise<unknown> | undefined;
	const {of, done} = follow(
		'j1',
		async () => worker.remote,
		() => {
			recovered ??= recoverJob(worker.remote, 'j1');
		},
	);
	await until(() => of()?.job.lastSeq !== undefined && of()?.job.steps[0]?.state === 'running');
	process.kill(runnerPid(worker, 'j1'), 'SIGKILL');
	await done;
	await recovered;
	expect(of()?.job.outcome).toBe('interrupted');
	expect(of()?.job.lastSeq).toBe((await worker.ended('j1')).at(-1)?.seq);
});

test('while there is no connection the problem is shown, and then the job is followed again', async () => {
	using worker = localWorker();
	await worker.start('j1', [{id: 'one', run: 'until [ -e go ]; do sleep 0.05; done'}]);
	let isDown = true;
	const {of, done} = follow('j1', async () => {
		if (isDown) throw new Error('here is down');
		return worker.remote;
	});
	await until(() => of()?.problem === 'here is down');
	isDown = false;
	await until(() => of()?.problem === undefined);
	await worker.remote.run(`touch ${worker.jobFolder('j1')}/go`);
	await done;
	expect(of()?.job.outcome).toBe('done');
});

test('a job that does not exist is reported, and not followed again', async () => {
	using worker = localWorker();
	const {of, done} = follow('j1', async () => worker.remote);
	await done;
	expect(of()?.problem).toBe('here has no job j1.');
});

test('leaving ends it at once, also without a connection', async () => {
	const {of, done, stop} = follow('j1', () => Promise.reject(new Error('down')));
	await until(() => of()?.problem === 'down');
	stop();
	await done;
	expect(of()?.job.outcome).toBeUndefined();
});
