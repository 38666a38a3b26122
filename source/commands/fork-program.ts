import {type Command, Option} from 'commander';
import {forkMethods} from '../model/fork.ts';
import type {CommandDeps} from './command-deps.ts';
import {withJobOptions} from './job-options.ts';
import {type Act, ctrlC, examples} from './program-parts.ts';
import {onWorker} from './shared-options.ts';

/** fork, rollback. */
export const addForkCommands = (program: Command, deps: CommandDeps, act: Act): void => {
	withJobOptions(program.command('fork <devbox>'))
		.description('launch copies of one of your running DevBoxes, all from one snapshot, and follow the job')
		.addOption(onWorker())
		.option('--count <number>', 'how many', '1')
		.option('-n, --name <prefix>', 'what their names begin with (default: the DevBox’s name and -fork)')
		.addOption(
			new Option('--method <method>', 'how to get a consistent image, as for ingot create')
				.choices(forkMethods)
				.default('auto'),
		)
		.option('-y, --yes', 'do not ask when the DevBox stops or the forks lack something, such as mounts')
		.addHelpText(
			'after',
			examples('ingot fork api', 'ingot fork api --count 3 --name attempt', 'ingot fork api --dry-run') +
				ctrlC,
		)
		.action(act(async (devbox, flags) => (await import('./fork.ts')).forkDevbox(deps, devbox, flags)));
	withJobOptions(program.command('rollback <devbox>'))
		.description('replace one of your DevBoxes by a new one from its image; the old one stays, stopped')
		.addOption(onWorker())
		.option('--to <image>', 'an image made from it (default: the newest)')
		.option('-y, --yes', 'do not ask')
		.addHelpText(
			'after',
			examples('ingot rollback api', 'ingot rollback api --to api-golden:v1 --yes') + ctrlC,
		)
		.action(act(async (devbox, flags) => (await import('./rollback.ts')).rollBack(deps, devbox, flags)));
};
