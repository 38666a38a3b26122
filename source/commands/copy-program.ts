import {type Command, Option} from 'commander';
import {collectNames} from './collect.ts';
import type {CommandDeps} from './command-deps.ts';
import {withJobOptions} from './job-options.ts';
import {type Act, ctrlC, examples} from './program-parts.ts';

/** `ingot copy` and its options. */
export const addCopy = (program: Command, deps: CommandDeps, act: Act): void => {
	withJobOptions(program.command('copy <image>'))
		.description(
			'copy a golden image to other workers and follow the jobs; only layers that they lack travel',
		)
		.addOption(
			new Option('--to <worker>', 'where to: one worker, or several with commas between (repeatable)')
				.argParser(collectNames)
				.makeOptionMandatory(),
		)
		.addOption(
			new Option(
				'-w, --worker <name>',
				'the worker to copy from (default: any that has it; required if they differ)',
			),
		)
		.option('--overwrite', 'replace another image that has this reference there')
		.option('--force', 'copy a Windows image also to workers that cannot run it')
		.addHelpText(
			'after',
			examples(
				'ingot copy tax-prep:2025 --to forge-2',
				'ingot copy tax-prep:2025 --worker forge-1 --to forge-2,forge-3 --dry-run',
			) + ctrlC,
		)
		.action(act(async (image, flags) => (await import('./copy.ts')).copyImage(deps, image, flags)));
};
