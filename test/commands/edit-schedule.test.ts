import {describe, expect, test} from 'vitest';
import type {CommandDeps} from '../../source/commands/command-deps.ts';
import {runProgram} from '../../source/commands/program.ts';
import {Failure, failureText} from '../../source/model/failure.ts';
import type {Remote} from '../../source/remote/remote.ts';

const keep = {keepLast: '3', keepWithin: ''};
const choices = {
	...{capabilities: ['custom:erp'], keepEnv: ['A'], dropEnv: [], leaveOut: ['caches']},
	...{method: 'auto', secrets: 'fail', ignoresSaved: false},
};
const line = (name: string, task: object): string => {
	const schedule = {version: 2, id: name, user: 'alice', name, cadence: 'daily', cron: '0 6 * * *', task};
	return `schedule ${JSON.stringify(schedule)}\nrevision 1\n`;
};
const draft = {
	...{name: 'nightly', cadence: 'daily', command: 'make', environment: [], volumes: []},
	...{after: 'remove', limit: '60m'},
};
const launch = {
	version: 1,
	id: 'nightly',
	user: 'alice',
	reference: 'localhost/web:1',
	draft,
	cron: '0 6 * * *',
};
const listed =
	line('tidy', {...keep, kind: 'prune', names: ['api', 'web']}) +
	line('shots', {
		...{...keep, kind: 'snapshot', devbox: {id: 'd', name: 'box'}, tag: '%Y', overwrite: true, choices},
	}) +
	`schedule ${JSON.stringify(launch)}\nrevision 1\n`;

/** Runs a command on a worker with these schedules. */
const ingot = async (...argv: readonly string[]) => {
	const out: string[] = [];
	const err: string[] = [];
	const deps = {
		settings: async () => ({
			account: {user: 'alice', plan: 'pro', role: 'member'},
			sshConfig: undefined,
			workers: [{name: 'a', kind: 'self-hosted'}],
		}),
		connect: async worker =>
			({
				worker,
				run: async () => ({code: 0, stdout: `trigger cron\n${listed}`, stderr: ''}),
				close() {},
			}) as Partial<Remote> as Remote,
		out: text => out.push(text),
		err: text => err.push(text),
		signal: new AbortController().signal,
		requester: {host: 'laptop', ingot: '1'},
	} as Partial<CommandDeps> as CommandDeps;
	const code = await runProgram(argv, deps, {version: '1'}).catch((thrown: unknown) => {
		if (!(thrown instanceof Failure)) throw thrown;
		err.push(failureText(thrown));
		return thrown.kind;
	});
	return {code, out, err: err.join('\n')};
};

describe('an edit of a schedule that deletes old images', () => {
	const imagesAfter = async (...argv: readonly string[]): Promise<unknown> => {
		const {code, out, err} = await ingot('schedules', 'edit', 'tidy', ...argv, '--dry-run', '--json');
		expect(code, err).toBe(0);
		return JSON.parse(out[0] ?? '').images;
	};

	test('keeps its names, takes others, or all again', async () => {
		expect(await imagesAfter('--keep-last', '5')).toEqual(['api', 'web']);
		expect(await imagesAfter('db')).toEqual(['db']);
		expect(await imagesAfter('--all')).toEqual([]);
	});

	test('takes no names beside --all', async () => {
		expect(await ingot('schedules', 'edit', 'tidy', 'db', '--all')).toMatchObject({
			code: 'usage',
			err: expect.stringContaining('--all and db do not fit together.'),
		});
	});
});

test('a list shows scripts everything that an edit can clear', async () => {
	const {out} = await ingot('schedules', 'list', '--json');
	const rows = out.map(each => JSON.parse(each));
	expect(rows.find(({name}) => name === 'shots')).toMatchObject({
		...{capabilities: ['custom:erp'], keepEnv: ['A'], dropEnv: [], leaveOut: ['caches']},
		...{overwrite: true, method: 'auto'},
	});
	expect(rows.find(({name}) => name === 'nightly')).toMatchObject({
		...{command: 'make', environment: [], volumes: []},
	});
});

test.each([
	['edit shots foo bar', 'A schedule that creates images of a DevBox runs no command.'],
	['add --snapshot box -w a foo bar', 'A schedule that creates images of a DevBox launches none.'],
	['edit shots --all', '--all means nothing to a schedule that creates images of a DevBox.'],
	['edit shots --clear env', '--clear env means nothing to a schedule that creates images of a DevBox.'],
	['edit nightly --clear leave-out', '--clear leave-out means nothing to a schedule that launches an image.'],
	['edit tidy --clear env', '--clear means nothing to a schedule that deletes old images.'],
	['edit nightly --clear env -e A=1', '--clear env and --env do not fit together.'],
	['edit nightly --clear env --env-file x', '--clear env and --env-file do not fit together.'],
	['edit nightly --clear command ls', '--clear command and a command do not fit together.'],
	['edit shots --clear keep-env --keep-env A', '--clear keep-env and --keep-env do not fit together.'],
	['edit shots --clear overwrite --overwrite', '--clear overwrite and --overwrite do not fit together.'],
	['edit nightly --all', '--all means nothing to a schedule that launches an image.'],
	['edit nightly --no-saved-excludes', '--no-saved-excludes means nothing to a schedule that launches'],
	['edit tidy --no-saved-excludes', '--no-saved-excludes means nothing to a schedule that deletes'],
])('ingot schedules %s is refused', async (argv, why) => {
	const {code, err} = await ingot('schedules', ...argv.split(' '));
	expect(err).toContain(why);
	expect(code).toBe('usage');
});

test.each([
	['add --prune -w a', '--keep-last: Enter how many images of a name to keep, or an age.'],
	['add --prune -w a --keep-last 0', '--keep-last: Use 1 or more'],
	['add --prune -w a --keep-within soon', '--keep-within: Use 12h, 30d or 8w.'],
	['add --prune -w a --keep-last 3 --when never', '--when: A cron expression has five fields'],
	['add --prune -w a --keep-last 3 -n X', '--name: '],
	['add --prune web:1 -w a --keep-last 3', 'Use names of images without tags, such as api-nightly.'],
	['edit tidy --keep-within 1', '--keep-within: Use 12h, 30d or 8w.'],
])(
	'what is wrong with ingot schedules %s is told with the option, not a name of our own',
	async (argv, why) => {
		const {code, err} = await ingot('schedules', ...argv.split(' '));
		expect(err.split('\n').find(each => each.startsWith(why))).toBeDefined();
		expect(code).toBe('usage');
	},
);
