import {type Command, InvalidArgumentError, Option} from 'commander';
import type {CommandDeps} from './command-deps.ts';
import {createImage} from './create.ts';
import {withJobOptions} from './job-options.ts';
import {type Act, collect, ctrlC, examples} from './program-parts.ts';

/** `ingot create` and its options. */
export const addCreate = (program: Command, deps: CommandDeps, act: Act): void => {
	const create = withJobOptions(program.command('create'))
		.description('make a golden image from a running DevBox, and follow the job')
		.requiredOption('-w, --worker <name>', 'the worker; the image is made and stays there')
		.requiredOption('-f, --from <devbox>', 'the DevBox, by name or id')
		.requiredOption('-n, --name <name>', 'the image name')
		.option('-t, --tag <tag>', 'the tag', 'latest')
		.option('-y, --yes', 'do not ask before a DevBox is stopped for it')
		.option(
			'--allow-stopped',
			'also a DevBox with Windows that is off, which is copied as it is and stays off',
		)
		.option('--accept-unclean', 'Windows: also an image of a disk that was not shut down; its label says so')
		.option('--overwrite', 'replace the image that has this reference')
		.option('--no-start', 'do not start a container of the image to prove that it can be launched')
		.option('--flatten', 'one layer in place of all, for an image of more layers than Podman can mount');
	for (const option of options()) create.addOption(option);
	create
		.addHelpText(
			'after',
			examples(
				'ingot create --worker forge-1 --from api --name api-golden',
				'ingot create -w forge-1 -f api -n tax-prep --tag 2025 -c tax-prep-2025 -c erp --dry-run',
				'ingot create -w forge-1 -f api -n api-golden --overwrite --json',
			) + ctrlC,
		)
		.action(act(given => createImage(deps, given)));
};

const options = (): readonly Option[] => [
	new Option('-c, --capability <name>', 'add a capability; may be repeated').argParser(collect),
	new Option(
		'--keep-env <name>',
		"keep a variable that the DevBox has beyond its image ('*': all); may be repeated",
	).argParser(collect),
	new Option('--drop-env <name>', "leave such a variable out ('*': all); may be repeated").argParser(collect),
	new Option(
		'--verify <what>',
		'compare the names, owners and sizes of all files with the image, or contents too',
	)
		.choices(['listing', 'full'])
		.default('listing'),
	new Option(
		'--method <method>',
		'how to be consistent; staging: frozen for a copy of its own layer; pause: frozen for the commit; restart: stopped for it; Windows: stop, or live (crash-consistent)',
	)
		.choices(['auto', 'staging', 'pause', 'restart', 'stop', 'live', 'twin'])
		.default('auto'),
	new Option(
		'--stop-timeout <seconds>',
		'how long Windows may take to shut down; never less than its DevBox gives it, and nothing ends it by force',
	).argParser(toSeconds),
];

const toSeconds = (text: string): number => {
	if (/^[1-9]\d{0,4}$/u.test(text)) return Number(text);
	throw new InvalidArgumentError('It takes whole seconds, from 1 to 99999.');
};
