import {type Command, Option} from 'commander';
import type {ScheduleChange} from '../jobs/change-schedule.ts';
import {clearOption} from './clear-option.ts';
import type {CommandDeps} from './command-deps.ts';
import {refuseWords} from './help-program.ts';
import {jsonOption, workerOption} from './job-options.ts';
import {labelOption} from './label-option.ts';
import {type Act, examples} from './program-parts.ts';
import {snapshotOptions} from './schedule-options.ts';
import {onWorker, repeatable} from './shared-options.ts';

const changes: readonly (readonly [string, ScheduleChange, string])[] = [
	['enable', 'enable', 'resume its cadence'],
	['disable', 'disable', 'keep it, but stop running it'],
	['rm', 'remove', 'delete it; its past runs are kept as jobs'],
];

/** schedules list, add, edit, run, enable, disable, rm */
export const addScheduleCommands = (program: Command, deps: CommandDeps, act: Act): void => {
	const group = program
		.command('schedules')
		.description(
			'launches, snapshots and deletions of old images that a worker repeats on a schedule, even when your laptop is off',
		);
	addList(group, deps, act);
	addAdd(group, deps, act);
	addEdit(group, deps, act);
	addRun(group, deps, act);
	for (const [name, change, text] of changes) {
		group
			.command(`${name} <schedule>`)
			.description(text)
			.addOption(onWorker())
			.addOption(jsonOption())
			.addHelpText('after', examples(`ingot schedules ${name} nightly`))
			.action(
				act(async (schedule, flags) =>
					(await import('./change-schedule.ts')).alterSchedule(deps, schedule, {...flags, change}),
				),
			);
	}
};

const addList = (group: Command, deps: CommandDeps, act: Act): void => {
	group
		.command('list', {isDefault: true})
		.description('list the schedules of all workers: cadence, trigger (systemd or cron) and last run')
		.addOption(workerOption())
		.addOption(labelOption())
		.addOption(jsonOption())
		.addHelpText('after', examples('ingot schedules', 'ingot schedules list --json'))
		.allowExcessArguments()
		.action(
			act(async (options, command) => {
				await refuseWords(command);
				return (await import('./schedules.ts')).printSchedules(deps, options);
			}),
		);
};

/** Options of both add and edit. */
const withDraft = (command: Command): Command => {
	withCommon(command);
	for (const option of snapshotOptions()) command.addOption(option);
	return command;
};

const withCommon = (command: Command): Command =>
	command
		.addOption(onWorker())
		.option('--when <cadence>', 'hourly, daily, weekly, or five cron fields, by the worker’s clock')
		.option(
			'-n, --name <name>',
			'the name of the schedule, and of its DevBox or images (default: based on the image’s or DevBox’s)',
		)
		.addOption(repeatable('-e, --env <variable>', 'NAME=value'))
		.option(
			'--env-file <file>',
			'read variables from a file, one per line; - for stdin, which keeps secrets out of argv',
		)
		.addOption(repeatable('-v, --volume <volume>', 'name:/path or /folder:/path[:ro]'))
		.addOption(
			new Option(
				'--after <end>',
				'what to do with the DevBox when the command has ended (default: remove)',
			).choices(['stop', 'remove']),
		)
		.option('--limit <time>', 'end the command after this time: 90m, 2h, 1d (default: 60m)')
		.option('--dry-run', 'print the plan and the next runs, and do nothing')
		.addOption(jsonOption());

const addAdd = (group: Command, deps: CommandDeps, act: Act): void => {
	withDraft(group.command('add [image] [command...]'))
		.description(
			'launch an image on a schedule, on the worker that holds it, and run a command in it (optional for Windows); with --snapshot, create an image of a DevBox at each run; with --prune, delete your old images',
		)
		.addHelpText(
			'after',
			examples(
				'ingot schedules add tax-prep:v1 --when daily -- make report',
				'ingot schedules add api -n nightly --when "30 2 * * 1-5" -v out:/out --limit 2h -- ./nightly.sh',
				'ingot schedules add --snapshot api -w forge-1 -n api-nightly --when daily --tag %Y-%m-%d --keep-last 7',
				'ingot schedules add --prune api web -w forge-1 --when weekly --keep-last 3 --keep-within 30d',
			),
		)
		.action(
			act(async (image, words, flags) =>
				(await import('./add-schedule.ts')).addSchedule(deps, image, {...flags, words}),
			),
		);
};

const addEdit = (group: Command, deps: CommandDeps, act: Act): void => {
	withDraft(group.command('edit <schedule> [words...]'))
		.description(
			'change a schedule; omitted options stay as they are. Words are another command for a launch, or other names of images for --prune',
		)
		.option('--image <image>', 'another image of the same worker')
		.option('--all', 'with --prune: delete old images of all names again')
		.addOption(clearOption())
		.addHelpText(
			'after',
			examples(
				'ingot schedules edit nightly --when "0 3 * * *"',
				'ingot schedules edit nightly -- ./report.sh',
				'ingot schedules edit nightly --clear env --clear volume',
				'ingot schedules edit prune api web',
				'ingot schedules edit prune --all',
			),
		)
		.action(
			act(async (schedule, words, flags) =>
				(await import('./add-schedule.ts')).editSchedule(deps, schedule, {...flags, words}),
			),
		);
};

const addRun = (group: Command, deps: CommandDeps, act: Act): void => {
	group
		.command('run <schedule>')
		.description('run it now, in addition to its cadence, and follow the job')
		.addOption(onWorker())
		.option('--detach', 'print the job and leave it running')
		.addOption(jsonOption())
		.addHelpText('after', examples('ingot schedules run nightly', 'ingot schedules run nightly --detach'))
		.action(
			act(async (schedule, flags) => (await import('./change-schedule.ts')).runNow(deps, schedule, flags)),
		);
};
