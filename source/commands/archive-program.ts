import {type Command, Option} from 'commander';
import type {CommandDeps} from './command-deps.ts';
import {jsonOption, withJobOptions} from './job-options.ts';
import {type Act, ctrlC, examples} from './program-parts.ts';
import {onWorker} from './shared-options.ts';

/** images export and import. @param group `ingot images` */
export const addArchiveCommands = (group: Command, deps: CommandDeps, act: Act): void => {
	group
		.command('export <image> <file>')
		.description('save an image to an OCI archive on this computer, and its SHA-256 beside it; - is stdout')
		.addOption(onWorker())
		.option('--force', 'replace an existing file')
		.addOption(jsonOption())
		.addHelpText(
			'after',
			examples(
				'ingot images export tax-prep:2025 tax-prep.tar',
				'ingot images export tax-prep:2025 - | zstd >tax-prep.tar.zst',
			),
		)
		.action(
			act(async (image, file, flags) =>
				(await import('./images-export.ts')).exportImage(deps, image, {...flags, file}),
			),
		);
	withJobOptions(group.command('import <file>'))
		.description(
			'bring an image from an archive to a worker and follow the job; only layers that it lacks travel',
		)
		.addOption(new Option('-w, --worker <name>', 'the worker that gets it').makeOptionMandatory())
		.option('-n, --name <name>', 'its name there (default: as in the archive)')
		.option('-t, --tag <tag>', 'its tag there (default: as in the archive)')
		.option('--image <name:tag>', 'which image, if the archive holds several')
		.option(
			'--checksum <sha256>',
			'the SHA-256 that the file must have (default: FILE.sha256, if there is one)',
		)
		.option('--overwrite', 'replace another image that has this reference there')
		.option('--force', 'bring a Windows image also to a worker that cannot run it')
		.addHelpText(
			'after',
			examples(
				'ingot images import tax-prep.tar --worker forge-2',
				'ingot images import saved.tar.gz -w forge-2 -n tax-prep -t 2025 --dry-run',
			) + ctrlC,
		)
		.action(act(async (file, flags) => (await import('./images-import.ts')).importImage(deps, file, flags)));
};
