import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {CommandDeps} from '../../source/commands/command-deps.ts';
import {followToEnd} from '../../source/commands/follow.ts';
import {keepConnected} from '../../source/commands/keep-connected.ts';
import {type ConnectStage, Failure} from '../../source/model/failure.ts';
import type {JobRequest} from '../../source/model/job.ts';
import type {Remote} from '../../source/remote/remote.ts';

beforeEach(() => {
	vi.useFakeTimers({toFake: ['setTimeout', 'Date']});
});
afterEach(() => {
	vi.useRealTimers();
});
vi.mock('node:timers/promises', () => ({
	setTimeout: (ms: number) => new Promise(resolve => setTimeout(resolve, ms)),
}));

test.each<[ConnectStage | undefined, number]>([
	['login', 3],
	['host-key', 3],
	['sudo', 3],
	['shell', 14],
	[undefined, 14],
])('a command whose connection was lost and now fails (%s) tries %i times', async (stage, wanted) => {
	let attempts = 0;
	const deps = {
		async connect() {
			attempts += 1;
			throw new Failure('No.', {kind: 'unreachable', hint: '', ...(stage !== undefined && {stage})});
		},
		err() {},
		signal: new AbortController().signal,
	} as unknown as CommandDeps;
	const lost = {worker: {name: 'forge'}, ended: Promise.resolve(new Error('reset'))} as unknown as Remote;
	const connection = keepConnected(deps, lost);
	await lost.ended;
	await Promise.resolve();
	const said = connection.remote().catch((thrown: unknown) => (thrown as Failure).message);
	await vi.advanceTimersByTimeAsync(600_000);
	expect(await said).toBe('No.');
	expect(attempts).toBe(wanted);
});

test('a command that cannot reconnect says how to follow the job, and not that it runs: nobody knows', async () => {
	const said: string[] = [];
	const deps = {
		async connect() {
			throw new Failure('forge does not answer.', {kind: 'unreachable', hint: 'Check it.'});
		},
		err: (line: string) => said.push(line),
		out() {},
		signal: new AbortController().signal,
	} as unknown as CommandDeps;
	const lost = {
		worker: {name: 'forge'},
		ended: Promise.resolve(new Error('reset')),
		// biome-ignore lint/correctness/useYield: the connection is lost before the first line.
		async *lines() {
			await lost.ended;
		},
		close() {},
	} as unknown as Remote;
	const request = {id: '20260101-000001-aaaa', worker: 'forge', steps: []} as unknown as JobRequest;
	const {signal} = deps;
	const ended = followToEnd(deps, {remote: lost, request, json: false, signal}).catch(
		(thrown: unknown) => (thrown as Failure).message,
	);
	await vi.advanceTimersByTimeAsync(600_000);
	expect(await ended).toBe('forge does not answer.');
	expect(said[0]).toBe('The connection to forge was lost, which does not stop the job. Reconnecting.');
	expect(said.at(-1)).toBe(
		'A lost connection does not stop the job; `ingot attach 20260101-000001-aaaa` follows it again.',
	);
	expect(said.join('\n')).not.toContain('running');
});
