import {Command, CommanderError} from 'commander';
import {exitCodes} from '../model/failure.ts';
import {addArchiveCommands} from './archive-program.ts';
import {addBuild} from './build-program.ts';
import type {CommandDeps} from './command-deps.ts';
import {addCompletion} from './completion/program.ts';
import {addCopy} from './copy-program.ts';
import {addCreate} from './create-program.ts';
import {addForkCommands} from './fork-program.ts';
import {addHelp} from './help-program.ts';
import {addImageCommands} from './images-program.ts';
import {addInit} from './init-program.ts';
import {jsonOption, workerOption} from './job-options.ts';
import {addJobCommands} from './jobs-program.ts';
import {labelOption} from './label-option.ts';
import {addDevboxCommands} from './launch-program.ts';
import {type Act, examples} from './program-parts.ts';
import {addRegistryCommands} from './registry-program.ts';
import {addScheduleCommands} from './schedules-program.ts';

const exitHelp = `
Exit codes: 0 done · 1 failed · 2 wrong usage or input · 3 refused by policy or eligibility
            4 worker not reachable · 5 conflict (reference exists, locked) · 130 cancelled`;

/** Runs one command line. @param argv without node and script · @returns the exit code */
export const runProgram = async (
	argv: readonly string[],
	deps: CommandDeps,
	{version, commit = ''}: {readonly version: string; readonly commit?: string},
): Promise<number> => {
	let code: number = exitCodes.done;
	const act =
		<Args extends unknown[]>(run: (...args: Args) => Promise<number>) =>
		async (...args: Args): Promise<void> => {
			code = await run(...args);
		};
	const program = new Command('ingot')
		.description(
			'Turn a hand-tuned DevBox into a golden image. Without a command, Ingot opens its full-screen UI.',
		)
		.version(commit === '' ? version : `${version} (${commit})`)
		.option('--config <file>', 'the config file (default: $XDG_CONFIG_HOME/ingot/config.yaml)')
		.addHelpText('after', exitHelp)
		.exitOverride()
		.configureOutput({
			writeOut: text => deps.out(text.trimEnd()),
			writeErr: text => deps.err(text.trimEnd()),
		});
	addInit(program, deps, act);
	addLists(program, deps, act);
	addArchiveCommands(addImageCommands(program, deps, act), deps, act);
	addCreate(program, deps, act);
	addBuild(program, deps, act);
	addCopy(program, deps, act);
	addRegistryCommands(program, deps, act);
	addDevboxCommands(program, deps, act);
	addForkCommands(program, deps, act);
	addScheduleCommands(program, deps, act);
	addJobCommands(program, deps, act);
	addCompletion(program, deps, {act, version, commit});
	addHelp(program, act);
	try {
		await program.parseAsync([...argv], {from: 'user'});
	} catch (thrown) {
		if (!(thrown instanceof CommanderError)) throw thrown;
		return thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage;
	}
	return code;
};

const addLists = (program: Command, deps: CommandDeps, act: Act): void => {
	program
		.command('workers')
		.description('list the workers, their labels, and the memory and disk space they have free')
		.addOption(workerOption())
		.addOption(labelOption())
		.addOption(jsonOption())
		.addHelpText('after', examples('ingot workers', 'ingot workers --label gpu --label eu'))
		.action(act(async options => (await import('./workers.ts')).listWorkers(deps, options)));
	program
		.command('devboxes')
		.description('list the DevBoxes of all workers, and whether each is eligible for a snapshot')
		.addOption(workerOption())
		.addOption(labelOption())
		.addOption(jsonOption())
		.addHelpText(
			'after',
			examples('ingot devboxes', 'ingot devboxes --json | jq -r "select(.eligible).name"'),
		)
		.action(act(async options => (await import('./devboxes.ts')).listDevboxes(deps, options)));
	program
		.command('doctor')
		.description('check every worker and suggest fixes')
		.addOption(workerOption())
		.addOption(labelOption())
		.addOption(jsonOption())
		.addHelpText('after', examples('ingot doctor', 'ingot doctor -w forge-1 --json'))
		.action(act(async options => (await import('./doctor.ts')).runDoctor(deps, options)));
	program
		.command('config')
		.description('about the config file')
		.command('schema')
		.description('print the JSON schema of the config file')
		.addHelpText('after', examples('ingot config schema > ingot.schema.json'))
		.action(act(async () => printSchema(deps)));
};

/** `ingot config schema`. */
const printSchema = async (deps: CommandDeps): Promise<number> => {
	const {settingsJsonSchema} = await import('../disk/settings-schema.ts');
	deps.out(JSON.stringify(settingsJsonSchema(), undefined, 2));
	return exitCodes.done;
};
