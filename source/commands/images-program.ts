import type {Command} from 'commander';
import {collectNames} from './collect.ts';
import type {CommandDeps} from './command-deps.ts';
import {refuseWords} from './help-program.ts';
import {jsonOption, workerOption} from './job-options.ts';
import {labelOption} from './label-option.ts';
import {type Act, examples} from './program-parts.ts';
import {onWorker} from './shared-options.ts';

/** images list, show, sbom, diff, tag, rm, prune. @returns the group */
export const addImageCommands = (program: Command, deps: CommandDeps, act: Act): Command => {
	const group = program.command('images').description('list and manage the golden images of all workers');
	group
		.command('list', {isDefault: true})
		.description('list the golden images of all workers')
		.addOption(workerOption())
		.addOption(labelOption())
		.addOption(jsonOption())
		.addHelpText('after', examples('ingot images --worker forge-1', 'ingot images --json'))
		.allowExcessArguments()
		.action(
			act(async (options, command) => {
				await refuseWords(command);
				return (await import('./images.ts')).listImages(deps, options);
			}),
		);
	addReads(group, deps, act);
	group
		.command('tag <image> <name:tag>')
		.description('give an image one more name on its worker')
		.addOption(onWorker())
		.addOption(jsonOption())
		.addHelpText('after', examples('ingot images tag tax-prep:2025 tax-prep:stable'))
		.action(
			act(async (image, name, flags) =>
				(await import('./images-change.ts')).tagImageAs(deps, image, {...flags, name}),
			),
		);
	group
		.command('rm <image...>')
		.description('remove a name of an image; with its last name, the image. Refused while it is in use')
		.addOption(onWorker())
		.option('-y, --yes', 'do not ask')
		.option('--force', 'also if schedules use it: their runs will fail')
		.addOption(jsonOption())
		.addHelpText('after', examples('ingot images rm tax-prep:2024', 'ingot images rm old:1 old:2 --yes'))
		.action(
			act(async (images, flags) => (await import('./images-change.ts')).removeImages(deps, images, flags)),
		);
	addPrune(group, deps, act);
	return group;
};

const addPrune = (group: Command, deps: CommandDeps, act: Act): void => {
	group
		.command('prune')
		.description(
			'remove your images without a name that no DevBox or volume needs, or with --keep-last or --keep-within your old ones; lists them first',
		)
		.addOption(workerOption())
		.option('--keep-last <count>', 'remove old images, but keep this many of the newest of each name')
		.option('--keep-within <age>', 'remove old images, but keep those younger than that: 12h, 30d, 8w')
		.option(
			'--name <name>',
			'with --keep-last or --keep-within: only images with this name (repeatable)',
			collectNames,
		)
		.option('--dry-run', 'only list them')
		.option('-y, --yes', 'do not ask')
		.addOption(jsonOption())
		.addHelpText(
			'after',
			examples('ingot images prune --dry-run', 'ingot images prune --keep-last 3 --keep-within 30d'),
		)
		.action(
			act(async options =>
				options.keepLast === undefined && options.keepWithin === undefined
					? (await import('./images-prune.ts')).pruneUnnamed(deps, options)
					: (await import('./images-retention.ts')).pruneOld(deps, options),
			),
		);
};

const addReads = (group: Command, deps: CommandDeps, act: Act): void => {
	group
		.command('show <image>')
		.description('print the configuration, layers, lineage and uses of an image, without secrets')
		.addOption(onWorker())
		.addOption(jsonOption())
		.addHelpText('after', examples('ingot images show tax-prep:2025'))
		.action(act(async (image, flags) => (await import('./images-read.ts')).showImage(deps, image, flags)));
	group
		.command('sbom <image>')
		.description('print which packages an image has, as CycloneDX JSON')
		.addOption(onWorker())
		.option('-o, --output <file>', 'save it to a new file')
		.addHelpText('after', examples('ingot images sbom tax-prep:2025 --output tax-prep.cdx.json'))
		.action(act(async (image, flags) => (await import('./images-sbom.ts')).printSbom(deps, image, flags)));
	group
		.command('diff <image> <other>')
		.description('compare two images: capabilities, size, labels, packages and, on one worker, files')
		.addOption(onWorker())
		.addOption(jsonOption())
		.addHelpText('after', examples('ingot images diff tax-prep:2024 tax-prep:2025'))
		.action(
			act(async (image, other, flags) =>
				(await import('./images-read.ts')).diffImages(deps, [image, other], flags),
			),
		);
};
