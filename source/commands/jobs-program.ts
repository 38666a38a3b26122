import {type Command, Option} from 'commander';
import type {CommandDeps} from './command-deps.ts';
import {refuseWords} from './help-program.ts';
import {jsonOption, workerOption} from './job-options.ts';
import {labelOption} from './label-option.ts';
import {type Act, examples} from './program-parts.ts';

/** `ingot jobs`, and the commands for one job. */
export const addJobCommands = (program: Command, deps: CommandDeps, act: Act): void => {
	addAudit(program, deps, act);
	addOneJob(program, deps, act);
};

const states = [
	'running',
	'waiting',
	'done',
	'failed',
	'refused',
	'conflict',
	'cancelled',
	'interrupted',
	'elsewhere',
];

const withSelection = (command: Command): Command =>
	command
		.addOption(workerOption())
		.addOption(labelOption())
		.option('--since <when>', 'requested since then: 90m, 2h, 3d, 1w ago, a date, or an ISO date and time')
		.option('--until <when>', 'requested until then; a date includes the whole day')
		.option('--user <user>', 'requested by this user')
		.addOption(new Option('--state <state>', 'in this state').choices(states));

const addAudit = (program: Command, deps: CommandDeps, act: Act): void => {
	const jobs = withSelection(program.command('jobs'))
		.description('list the jobs of all workers: who requested what, when, and the outcome')
		.addOption(jsonOption())
		.addHelpText('after', examples('ingot jobs', 'ingot jobs --since 3d --user alice', 'ingot jobs --json'))
		.allowExcessArguments()
		.action(
			act(async (options, command) => {
				await refuseWords(command);
				return (await import('./jobs.ts')).listAllJobs(deps, options);
			}),
		);
	withSelection(jobs.command('export [jobs...]'))
		.description('print the stored records of jobs unchanged, one JSON object per line, oldest first')
		.option('--events', 'include their logs: one object per event')
		.addHelpText(
			'after',
			examples(
				'ingot jobs export --since 2026-11-01 >november.ndjson',
				'ingot jobs export 20261123-171600-k3x9 --events | jq -r "select(.type == \\"event\\").event.text"',
			),
		)
		.action(
			act(async (ids, _, command) =>
				(await import('./export-jobs.ts')).exportJobs(deps, ids, command.optsWithGlobals()),
			),
		);
};

const addOneJob = (program: Command, deps: CommandDeps, act: Act): void => {
	program
		.command('attach <id>')
		.description('follow a job from its first line until it ends')
		.addOption(workerOption())
		.addOption(jsonOption())
		.addHelpText(
			'after',
			`${examples('ingot attach 20261123-171600-k3x9')}\n\nCtrl-C leaves the job running.`,
		)
		.action(act(async (id, options) => (await import('./follow.ts')).attachJob(deps, id, options)));
	program
		.command('cancel <id>')
		.description('cancel a running job and roll it back')
		.addOption(workerOption())
		.addHelpText('after', examples('ingot cancel 20261123-171600-k3x9'))
		.action(act(async (id, options) => (await import('./cancel.ts')).cancelRunningJob(deps, id, options)));
	program
		.command('recover [id]')
		.description('show what interrupted jobs left behind, and roll it back')
		.addOption(workerOption())
		.option('--dry-run', 'show it and do nothing')
		.option('--force', 'also recover a job of another machine that shares the home folder and is gone')
		.addOption(jsonOption())
		.addHelpText('after', examples('ingot recover --dry-run', 'ingot recover 20261123-171600-k3x9'))
		.action(act(async (id, options) => (await import('./recover.ts')).recoverJobs(deps, id, options)));
};
