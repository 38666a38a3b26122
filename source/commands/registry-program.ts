import {type Command, Option} from 'commander';
import type {CommandDeps} from './command-deps.ts';
import {withJobOptions} from './job-options.ts';
import {type Act, ctrlC, examples} from './program-parts.ts';

/** push, pull */
export const addRegistryCommands = (program: Command, deps: CommandDeps, act: Act): void => {
	withTransferOptions(program.command('push <image> [destination]'))
		.description('push a golden image to a registry, from the worker that has it, and follow the job')
		.addOption(new Option('-w, --worker <name>', 'the worker; required if several have the image'))
		.option('--overwrite', 'replace what the registry has under this name')
		.addHelpText(
			'after',
			examples(
				'ingot push tax-prep:2025 registry.example.com/team/tax-prep:2025',
				'ingot push tax-prep:2025                # to the registry of the config file',
				'pass registry | ingot push tax-prep:2025 --username ci --password-stdin',
			) + ctrlC,
		)
		.action(
			act(async (image, destination, flags) =>
				(await import('./registry.ts')).pushImage(deps, image, {...flags, destination}),
			),
		);
	withTransferOptions(program.command('pull <reference>'))
		.description('pull an image from a registry to a worker and follow the job')
		.requiredOption('-w, --worker <name>', 'the worker that gets the image')
		.option('-n, --name <name:tag>', 'its name on the worker (default: that in the registry)')
		.option('--overwrite', 'replace another image that has this name on the worker')
		.addHelpText(
			'after',
			examples(
				'ingot pull registry.example.com/team/tax-prep:2025 --worker forge-2',
				'ingot pull tax-prep:2025 -w forge-2 --name tax-prep:stable',
			) + ctrlC,
		)
		.action(
			act(async (reference, flags) => (await import('./registry.ts')).pullImage(deps, reference, flags)),
		);
};

const withTransferOptions = (command: Command): Command =>
	withJobOptions(command)
		.option('-u, --username <name>', 'log in to the registry as this user, for this job only')
		.option('--password-stdin', 'read the password from stdin (default: the worker’s own podman login)');
