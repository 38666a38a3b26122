import {arch, homedir, hostname, platform, userInfo} from 'node:os';
import path from 'node:path';
import {askOnTerminal, questions} from './source/ask-on-terminal.ts';
import type {CommandDeps} from './source/commands/command-deps.ts';
import {refuseEmpty} from './source/commands/refuse-idle.ts';
import {connections} from './source/connections.ts';
import {reportCrash} from './source/disk/crash-file.ts';
import {settingsFor} from './source/disk/kept-settings.ts';
import {readKnown} from './source/disk/read-known.ts';
import {readText} from './source/disk/read-text.ts';
import {saveStream} from './source/disk/save-stream.ts';
import {saveText} from './source/disk/save-text.ts';
import {setupTools} from './source/disk/setup-tools.ts';
import {StrayLog} from './source/disk/stray-log.ts';
import {takeConfig} from './source/disk/take-config.ts';
import {exitCodes, Failure, Interrupted} from './source/model/failure.ts';
import {possibleSecrets} from './source/model/scrub.ts';
import type {Settings} from './source/model/settings.ts';
import {signalCode} from './source/model/signal-code.ts';
import type {Worker} from './source/model/worker.ts';
import {interactiveArgv} from './source/remote/config/interactive.ts';
import {logWarnings} from './source/terminal/divert-output.ts';
import {onEndingSignals} from './source/terminal/ending-signals.ts';
import {keepCompiled} from './source/terminal/keep-compiled.ts';
import {LostOutput} from './source/terminal/lost-output.ts';
import {printable} from './source/terminal/printable.ts';
import {isLent, runInteractively} from './source/terminal/run-interactively.ts';
import {terminalTraits} from './source/terminal/terminal-traits.ts';

declare const INGOT_VERSION: string;
/** Commit and its date, or empty. */
declare const INGOT_COMMIT: string;

const {env} = process;
const home = env.HOME || homedir();
const {username: login, homedir: sshHome} = userInfo();
const folder = (own: string | undefined, usual: string): string =>
	path.join(own !== undefined && path.isAbsolute(own) ? own : path.join(home, usual), 'ingot');
const cacheFolder = folder(env.XDG_CACHE_HOME, '.cache');
const stateFolder = folder(env.XDG_STATE_HOME, '.local/state');
const cacheFile = path.join(cacheFolder, 'fleet.json');
const crashFolder = path.join(stateFolder, 'crashes');

const {configFile, isNamed, rest} = takeConfig(process.argv.slice(2), folder(env.XDG_CONFIG_HOME, '.config'));
const requester = {host: hostname(), ingot: INGOT_VERSION};
const setup = setupTools({file: configFile, login, sshHome, home, docker: env.DOCKER_CONFIG});

const {connectWith, doctorWith, endRests} = connections(
	{home, login, agentSocket: env.SSH_AUTH_SOCK},
	// Nearly everybody wants the DevBoxes first.
	async () => (await import('./source/jobs/list-devboxes.ts')).adoptedScript(['list']),
);

const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
const sshArgv = (worker: Worker, argv: readonly string[], sshConfig: string | undefined) =>
	interactiveArgv(worker, argv, {sshConfig, home, isTerminal});

const crashFacts = () => ({
	version: INGOT_VERSION,
	platform: `Node ${process.version} on ${platform()} ${arch()}`,
	at: new Date(),
	home,
	secrets: possibleSecrets(env, rest),
});

const strayFacts = () => ({...crashFacts(), pid: process.pid});
const strayLog = new StrayLog(path.join(stateFolder, 'warnings.log'), strayFacts);
logWarnings(text => strayLog.add('warning', text));

const report = (thrown: unknown): number => {
	if (thrown instanceof Failure) {
		process.stderr.write(printable(`ingot: ${thrown.message}\n  ${thrown.hint}\n`, process.stderr, env));
		return exitCodes[thrown.kind];
	}
	const facts = {...crashFacts(), screens: [], events: [], size: undefined};
	process.stderr.write(`${reportCrash(thrown, facts, crashFolder)}\n`);
	return exitCodes.failed;
};

/** Aborts with the first signal; a second one exits at once, and only removes what is half written. */
const untilSignal = (): AbortSignal => {
	const stop = new AbortController();
	onEndingSignals(signal => {
		if (!stop.signal.aborted) stop.abort(new Interrupted(signal));
		else if (!isLent()) process.exit(signalCode(signal));
	});
	return stop.signal;
};

/** What ended a command: the signal, where a wait for something else only reports that it was aborted. */
const reasonOf = (thrown: unknown, {aborted, reason}: AbortSignal): unknown =>
	aborted && thrown instanceof Error && thrown.name === 'AbortError' ? reason : thrown;

const runCommands = async (): Promise<number> => {
	const signal = untilSignal();
	const lost = new LostOutput(process.stdout, why => process.exit(why ? report(why) : exitCodes.done));
	let known: Settings | undefined;
	const readSettings = settingsFor({
		...{file: configFile, isNamed, keptFile: path.join(cacheFolder, 'settings.json')},
		...{login, version: `${INGOT_VERSION} ${INGOT_COMMIT}`, signal},
	});
	const settings = async () => {
		known = await readSettings();
		return known;
	};
	const {commandOutput} = await import('./source/command-output.ts');
	const {asking, end, ...output} = commandOutput(process, env, () => known?.theme);
	const crash = (thrown: unknown) => {
		end();
		process.exit(report(thrown));
	};
	process.once('exit', end).on('uncaughtException', crash).on('unhandledRejection', crash);
	const connect = connectWith(() => known?.sshConfig, await askOnTerminal(asking));
	const toArgv: CommandDeps['interactiveArgv'] = (worker, argv) => sshArgv(worker, argv, known?.sshConfig);
	const deps: CommandDeps = {
		settings,
		known: () => readKnown({cacheFile, configFile, login, version: INGOT_VERSION}),
		setup,
		connect: worker => connect(worker, signal),
		runDoctor: worker => doctorWith(() => known?.sshConfig)(worker, signal),
		...output,
		untilDone: act => lost.untilDone(act),
		signal,
		isTerminal,
		...questions,
		interactiveArgv: toArgv,
		interactive: (worker, argv) => runInteractively(toArgv(worker, argv)),
		env,
		...{readFile: readText, saveFile: saveText, saveStream},
		requester,
	};
	const {runProgram} = await import('./source/commands/program.ts');
	const code = await runProgram(rest, deps, {version: INGOT_VERSION, commit: INGOT_COMMIT})
		.then(ended => lost.check(ended))
		.catch(thrown => report(reasonOf(thrown, signal)));
	if (!rest[0]?.startsWith('-')) keepCompiled();
	// Ctrl-C is handled by the command, whose exit code counts.
	const {reason} = signal;
	return reason instanceof Interrupted && reason.by !== 'SIGINT' ? signalCode(reason.by) : code;
};

const openScreen = async (): Promise<number> => {
	const traits = terminalTraits(env);
	// Before loading Ink, which reads it once.
	if (traits.forceColor) env.FORCE_COLOR = traits.forceColor;
	const {runScreen} = await import('./source/run-screen.ts');
	return runScreen({
		stdin: process.stdin,
		stdout: process.stdout,
		stderr: process.stderr,
		env,
		configFile,
		cacheFile,
		login,
		setup,
		version: INGOT_VERSION,
		requester,
		traits,
		interactive: (worker, argv, sshConfig) => runInteractively(sshArgv(worker, argv, sshConfig)),
		connectWith,
		doctorWith,
		endRests,
		crash: crashFacts,
		crashFolder,
		strayLog,
		keepCompiled,
		err: line => process.stderr.write(`${line}\n`),
	});
};

const main = async (): Promise<number> => {
	refuseEmpty(configFile, 'config file', 'Name it, or omit --config.');
	if (rest.length > 0) return runCommands();
	if (isTerminal) {
		// A hanging worker must not block the exit: jobs run on the workers.
		process.exit(await openScreen());
	}
	process.stderr.write(
		'ingot: the full-screen UI needs a terminal. Run `ingot --help` for the commands that do not.\n',
	);
	return exitCodes.usage;
};

void main()
	.catch(report)
	.then(code => {
		process.exitCode = code;
	});
