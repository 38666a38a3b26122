import {expect, test} from 'vitest';
import type {CommandDeps} from '../../source/commands/command-deps.ts';
import {findSchedule} from '../../source/commands/find-schedule.ts';
import {type Failure, failureText} from '../../source/model/failure.ts';
import type {Remote} from '../../source/remote/remote.ts';

const line = (id: string, name: string): string => {
	const task = {kind: 'prune', names: [], keepLast: '3', keepWithin: ''};
	const schedule = {version: 2, id, user: 'alice', name, cadence: 'daily', cron: '0 6 * * *', task};
	return `schedule ${JSON.stringify(schedule)}\nrevision 1\n`;
};
const lists: Readonly<Record<string, string>> = {
	a: line('s1', 'twin') + line('s2', 'twin') + line('s3', 'nightly'),
	b: line('s4', 'nightly'),
};
const deps = {
	settings: async () => ({
		account: {user: 'alice', plan: 'pro', role: 'member'},
		sshConfig: undefined,
		workers: Object.keys(lists).map(name => ({name, kind: 'self-hosted'})),
	}),
	connect: async worker =>
		({
			worker,
			run: async () => ({code: 0, stdout: lists[worker.name] ?? '', stderr: ''}),
			close() {},
		}) as Partial<Remote> as Remote,
	signal: new AbortController().signal,
} as Partial<CommandDeps> as CommandDeps;

/** The id and the worker, or what the user reads instead. */
const found = (wanted: string, worker?: string): Promise<string> =>
	findSchedule(deps, wanted, worker).then(
		({schedule, remote}) => `${schedule.id} on ${remote.worker.name}`,
		(thrown: unknown) => failureText(thrown as Failure),
	);

test('schedules of one name on different workers are told apart by the worker', async () => {
	expect(await found('nightly')).toContain('Several workers have a schedule nightly: a, b.');
	expect(await found('nightly')).toContain('--worker');
	expect(await found('nightly', 'b')).toBe('s4 on b');
});

test.each([undefined, 'a'])(
	'schedules of one name on one worker are told apart by their ids (-w %s)',
	async worker => {
		const said = await found('twin', worker);
		expect(said).toContain('Several schedules are called twin: s1 on a, s2 on a.');
		expect(said).toContain('Use the id instead of the name');
		expect(await found('s2', worker)).toBe('s2 on a');
	},
);
