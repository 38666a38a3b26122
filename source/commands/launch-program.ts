import type {Command} from 'commander';
import {Option} from 'commander';
import type {DevboxChange} from '../jobs/change-devbox.ts';
import {identities} from '../model/launch.ts';
import type {DevboxFlags} from './change-devbox.ts';
import type {CommandDeps} from './command-deps.ts';
import {jsonOption, withJobOptions} from './job-options.ts';
import {type Act, ctrlC, examples} from './program-parts.ts';
import {onWorker, repeatable} from './shared-options.ts';

/** launch, shell, start, stop, rm, adopt. */
export const addDevboxCommands = (program: Command, deps: CommandDeps, act: Act): void => {
	addLaunch(program, deps, act);
	addShell(program, deps, act);
	addChanges(program, deps, act);
	addAdopt(program, deps, act);
};

const addLaunch = (program: Command, deps: CommandDeps, act: Act): void => {
	withJobOptions(program.command('launch <image> [command...]'))
		.description('start a DevBox from a golden image, on the worker that holds it, and follow the job')
		.addOption(onWorker())
		.option('-n, --name <name>', 'the DevBox’s name (default: based on the image’s)')
		.addOption(repeatable('-p, --publish <port>', 'worker:DevBox, as 8080:80'))
		.addOption(repeatable('-e, --env <variable>', 'NAME=value'))
		.option(
			'--env-file <file>',
			'read variables from a file, one per line; - for stdin, which keeps secrets out of argv',
		)
		.addOption(repeatable('-v, --volume <volume>', 'name:/path or /folder:/path[:ro]'))
		.option('--cpus <number>', 'limit the number of CPUs')
		.option('--memory <size>', 'limit the memory, such as 512m or 2g')
		.option('--network <name>', 'one of the worker’s networks, host or none')
		.addOption(
			new Option(
				'--identity <choice>',
				'Windows: keep the MAC address and machine id of the image, or renew them',
			).choices(identities),
		)
		.option('--last', 'start from the values of your last launch of this image')
		.addHelpText(
			'after',
			examples(
				'ingot launch tax-prep:v1',
				'ingot launch "cap:erp tag:v1" --worker forge-1 -p 8080:80 -e MODE=test',
				'ingot launch api --last --detach',
				'ingot launch api -- sleep infinity',
			) + ctrlC,
		)
		.action(
			act(async (image, words, flags) =>
				(await import('./launch.ts')).launch(deps, image, {...flags, words}),
			),
		);
};

const addShell = (program: Command, deps: CommandDeps, act: Act): void => {
	program
		.command('shell <devbox> [command...]')
		.description('open a shell in a DevBox, or run a command there')
		.addOption(onWorker())
		.option('--json', 'print the command instead of running it')
		.addHelpText('after', examples('ingot shell api', 'ingot shell api -- git -C /src status'))
		.action(
			act(async (devbox, words, flags) =>
				(await import('./devbox.ts')).openShell(deps, devbox, {...flags, words}),
			),
		);
};

const addChanges = (program: Command, deps: CommandDeps, act: Act): void => {
	const to = (change: DevboxChange) =>
		act(async (devbox: string, flags: DevboxFlags) =>
			(await import('./change-devbox.ts')).changeDevbox(deps, devbox, {...flags, change}),
		);
	withJobOptions(program.command('start <devbox>'))
		.description('start one of your DevBoxes, or resume it if it is paused')
		.addOption(onWorker())
		.addHelpText('after', examples('ingot start api'))
		.action(to('start'));
	withJobOptions(program.command('stop <devbox>'))
		.description('stop one of your DevBoxes; its files are kept')
		.addOption(onWorker())
		.addHelpText('after', examples('ingot stop api', 'ingot stop api --worker forge-1 --json'))
		.action(to('stop'));
	withJobOptions(program.command('pause <devbox>'))
		.description('pause one of your DevBoxes; ingot start resumes it')
		.addOption(onWorker())
		.addHelpText('after', examples('ingot pause api'))
		.action(to('pause'));
	withJobOptions(program.command('rename <devbox> <name>'))
		.description('give one of your DevBoxes another name; it keeps running')
		.addOption(onWorker())
		.addHelpText('after', examples('ingot rename api api-old'))
		.action(
			act(async (devbox, name, flags) =>
				(await import('./change-devbox.ts')).renameDevbox(deps, devbox, {...flags, name}),
			),
		);
	withJobOptions(program.command('rm <devbox>'))
		.description('remove one of your DevBoxes with its files; named volumes are kept')
		.addOption(onWorker())
		.option('-y, --yes', 'do not ask')
		.addHelpText('after', examples('ingot rm api', 'ingot rm api --yes', 'ingot rm api --dry-run'))
		.action(
			act(async (devbox, flags) => (await import('./change-devbox.ts')).removeDevbox(deps, devbox, flags)),
		);
};

const addAdopt = (program: Command, deps: CommandDeps, act: Act): void => {
	program
		.command('adopt <worker> [container]')
		.description('take ownership of a container that Ingot did not launch; without one, list the candidates')
		.option('--undo', 'undo the adoption')
		.addOption(
			new Option(
				'--os <system>',
				'the system that runs in it, if Ingot cannot tell; also for your own DevBoxes',
			).choices(['windows', 'linux']),
		)
		.addOption(jsonOption())
		.addHelpText(
			'after',
			examples(
				'ingot adopt forge-1',
				'ingot adopt forge-1 my-distrobox',
				'ingot adopt forge-1 my-vm --os windows',
			),
		)
		.action(
			act(async (worker, wanted, flags) =>
				(await import('./devbox.ts')).adoptDevbox(deps, worker, {...flags, wanted}),
			),
		);
};
