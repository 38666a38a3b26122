import {type Command, InvalidArgumentError, Option} from 'commander';
import {parseIdentity} from '../model/identity-choice.ts';
import {maxStopTimeout} from '../model/windows-stop.ts';
import {collect, collectNames} from './collect.ts';
import type {CommandDeps} from './command-deps.ts';
import {withJobOptions} from './job-options.ts';
import {type Act, ctrlC, examples} from './program-parts.ts';
import {refuseIdle} from './refuse-idle.ts';

/** `ingot create` and its options. */
export const addCreate = (program: Command, deps: CommandDeps, act: Act): void => {
	const create = withJobOptions(program.command('create'))
		.description('create a golden image from a running DevBox and follow the job')
		.requiredOption('-w, --worker <name>', 'the worker that builds the image; the image stays there')
		.requiredOption('-f, --from <devbox>', 'the DevBox, by name or id')
		.requiredOption('-n, --name <name>', 'the image name')
		.option('-t, --tag <tag>', 'the tag', 'latest')
		.option('-y, --yes', 'do not ask before stopping the DevBox, nor about secrets')
		.option(
			'--allow-stopped',
			'also accept a Windows DevBox that is off; it is copied as it is and stays off',
		)
		.option(
			'--accept-unclean',
			'Windows: also accept a disk that was not shut down cleanly; the image is labelled so',
		)
		.option('--overwrite', 'replace the image that has this reference')
		.option('--no-start', 'do not start a trial container to prove that the image can be launched')
		.option('--flatten', 'squash all layers into one, for images with more layers than Podman can mount');
	for (const option of [...contentOptions(), ...otherOptions()]) create.addOption(option);
	create
		.addHelpText(
			'after',
			examples(
				'ingot create --worker forge-1 --from api --name api-golden',
				'ingot create -w forge-1 -f api -n tax-prep --tag 2025 -c tax-prep-2025 -c erp --dry-run',
				'ingot create -w forge-1 -f api -n api-golden --overwrite --json',
				'ingot create -w forge-1 -f api --preview=/root',
			) + ctrlC,
		)
		.action(
			act(async (given, command: Command) => {
				if (given.preview !== undefined) refuseBesidePreview(command);
				return (await import('./create.ts')).createImage(deps, given);
			}),
		);
};

/** What says which DevBox is looked at, and how the list is printed. */
const ofPreview = ['worker', 'from', 'name', 'preview', 'json', 'dryRun', 'allowStopped'];

/** @throws Failure (usage) for an option that says how an image is made: a preview makes none */
const refuseBesidePreview = (command: Command): void => {
	const given = command.options.filter(
		option =>
			!ofPreview.includes(option.attributeName()) &&
			command.getOptionValueSource(option.attributeName()) === 'cli',
	);
	refuseIdle(Object.fromEntries(given.map(({long}) => [long?.slice(2) ?? '', true])), {
		why: 'means nothing to --preview, which lists what the DevBox has and makes no image',
		hint: '`--dry-run` shows what an image with these options would have.',
	});
};

/** What of the DevBox the image holds. */
const contentOptions = (): readonly Option[] => [
	// Nothing is made, so nothing needs a name.
	new Option(
		'--preview [folder]',
		'list what the DevBox has beyond its image, by folder, largest first; make no image',
	).implies({name: 'preview'}),
	new Option(
		'--leave-out <what>',
		'leave out what the DevBox has beyond its image at a path of the preview, a cache by its name, or all caches (repeatable)',
	).argParser(collect),
	new Option(
		'--exclude <pattern>',
		'leave out what the pattern matches of what the DevBox has beyond its image, as in .gitignore from / on; its .ingotignore files count, too (repeatable)',
	).argParser(collect),
	new Option(
		'--no-saved-excludes',
		'forget the patterns of the last --exclude for this DevBox, which are otherwise used again when none is given',
	),
];

const otherOptions = (): readonly Option[] => [
	new Option('-c, --capability <name>', 'add a capability (repeatable)').argParser(collectNames),
	new Option(
		'--keep-env <name>',
		"keep a variable of the DevBox that its image does not have ('*' for all; repeatable)",
	).argParser(collectNames),
	new Option('--drop-env <name>', "leave such a variable out ('*' for all; repeatable)").argParser(
		collectNames,
	),
	new Option(
		'--verify <what>',
		'compare names, owners and sizes of all files with the image (listing), or also their contents (full)',
	)
		.choices(['listing', 'full'])
		.default('listing'),
	new Option(
		'--method <method>',
		'how to get a consistent image: staging (frozen while the last changes are copied), pause (frozen for the commit), restart (stopped for the commit); Windows: stop, or live (crash-consistent)',
	)
		.choices(methods)
		.argParser(toMethod)
		.default('auto'),
	new Option(
		'--identity <words>',
		'what of the DevBox’s identity is cleared: default, all or none, then +ID or -ID, such as default,+logs,-ssh-host-keys; or only the ids given',
	).argParser(toIdentity),
	new Option(
		'--secrets <what>',
		'what to do if the DevBox’s own layer holds what looks like a secret: exclude makes the image without it, fail makes none, keep lists and labels it, skip does not look; without this option, a terminal is asked, and anything else fails',
	).choices(['exclude', 'fail', 'keep', 'skip']),
	new Option(
		'--stop-timeout <seconds>',
		'how long to wait until Windows has shut down; Ingot never kills it, but the DevBox’s own TIMEOUT does',
	).argParser(toSeconds),
];

const methods = ['auto', 'staging', 'pause', 'restart', 'stop', 'live'];

/** Scripts may still say twin, the older name of staging. */
const toMethod = (text: string): string => {
	if (text === 'twin') return 'staging';
	if (methods.includes(text)) return text;
	throw new InvalidArgumentError(`Allowed choices are ${methods.join(', ')}.`);
};

const toSeconds = (text: string): number => {
	if (/^[1-9]\d*$/u.test(text) && Number(text) <= maxStopTimeout) return Number(text);
	throw new InvalidArgumentError(`Use whole seconds from 1 to ${maxStopTimeout}.`);
};

const toIdentity = (text: string): readonly string[] => {
	const parsed = parseIdentity(text);
	if ('problem' in parsed) throw new InvalidArgumentError(parsed.problem);
	return parsed.ids;
};
