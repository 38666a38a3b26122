import type {CommandDeps} from '../../source/commands/command-deps.ts';
import {runProgram} from '../../source/commands/program.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import type {Fleet, WorkerView} from '../../source/model/fleet.ts';
import type {Image} from '../../source/model/image.ts';
import type {JobSummary} from '../../source/model/job.ts';
import type {Known} from '../../source/model/known.ts';

/** One worker's part of the cache, with the fields that completion reads. */
const view = (worker: string, devboxes: readonly string[], images: readonly string[]): WorkerView => ({
	worker: {name: worker, kind: 'self-hosted'},
	reach: {state: 'waiting'},
	stale: {},
	devboxes: {
		at: 0,
		content: devboxes.map(name => ({worker, name, id: name, state: 'running'}) as Partial<Devbox> as Devbox),
	},
	images: {
		at: 0,
		content: {
			references: [],
			managed: images.map(reference => {
				const [name = '', tag = ''] = reference.split(':');
				return {worker, name, tag, capabilities: ['git', 'custom:erp']} as Partial<Image> as Image;
			}),
		},
	},
	jobs: {
		at: 0,
		content: [
			{
				request: {id: `20261123-171600-${worker}`, title: 'Create \u001B[31mx\nimage'},
				outcome: 'done',
			} as unknown as JobSummary,
		],
	},
});

/** Two workers; names that a worker's Podman does not allow, but a hostile one may list. */
export const hostileNames = [
	'$(touch PWNED)',
	'`touch PWNED`',
	'a;touch PWNED',
	"api'$(touch PWNED)'",
	'api"$(touch PWNED)"',
	'api\n$(touch PWNED)',
	'api$IFS\\`touch PWNED`',
	'-rf',
	'=ls',
	'~root',
	'*',
	'api(e:touch PWNED:)',
	'api{a,b}',
	'api\u001B]0;PWNED\u0007',
	'apı\u202E',
];

export const fleet: Fleet = {
	'forge-1': view(
		'forge-1',
		['api', 'api-worker', 'etl', ...hostileNames],
		['tax-prep:2024', 'tax-prep:2025'],
	),
	'forge-2': view('forge-2', ['box'], ['tax-prep:2025', 'erp:latest']),
};

export const known: Known = {
	settings: {
		account: {user: 'alice', plan: 'pro', role: 'member'},
		workers: [
			{name: 'forge-1', kind: 'self-hosted', labels: ['gpu', 'eu']},
			{name: 'forge-2', kind: 'self-hosted', labels: ['gpu']},
		],
	} as Partial<Known['settings']> as Known['settings'],
	fleet,
	schedules: {'forge-1': ['nightly', 'bad name'], 'forge-2': []},
};

/** Runs a command that asks no worker. @returns what it prints */
export const ask = async (...argv: readonly string[]): Promise<readonly string[]> => {
	const out: string[] = [];
	const deps = {
		known: async () => known,
		out: line => out.push(line),
		err: line => out.push(line),
		connect: () => Promise.reject(new Error('completion must not connect')),
	} as Partial<CommandDeps> as CommandDeps;
	await runProgram(argv, deps, {version: '1.2.3', commit: '1a2b3c4, 2026-11-28'});
	return out;
};
