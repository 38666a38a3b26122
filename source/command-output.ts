import type {WriteStream} from 'node:tty';
import {Chalk, type ChalkInstance} from 'chalk';
import type {Display, Run} from './commands/command-deps.ts';
import {type Colour, type ColourMeaning, paletteOf, type Theme} from './palettes.ts';
import {LastLine} from './terminal/last-line.ts';
import {printable} from './terminal/printable.ts';
import {terminalTraits} from './terminal/terminal-traits.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Streams = {readonly stdout: WriteStream; readonly stderr: WriteStream};

/** Everything that a command writes. Text is made safe here once more, whatever a command prints. */
export type CommandOutput = {
	out(line: string): void;
	err(line: string): void;
	readonly display: Display;
	/** Removes the last line while somebody is asked something. */
	asking<T>(ask: () => Promise<T>): Promise<T>;
	/** Before the end of the process: removes the last line, and writes what still waits. */
	end(): void;
};

/** @param theme of the config file, once it has been read */
export const commandOutput = (
	{stdout, stderr}: Streams,
	env: Environment,
	theme: () => Theme | undefined,
): CommandOutput => {
	// The terminal may be gone.
	stderr.on('error', () => {});
	const lastLine = new LastLine(stdout);
	const isTerminal = stdout.isTTY === true;
	const paint = painter(isTerminal, env, theme);
	const painted = (line: readonly Run[]) =>
		line.map(({text, meaning}) => paint(printable(text, stdout, env), meaning)).join('');
	const canRedraw = isTerminal && !['', 'dumb'].includes(env.TERM ?? '') && !isSet(env.CI);
	return {
		out: line => lastLine.print(`${printable(line, stdout, env)}\n`),
		err: line => lastLine.print(`${printable(line, stderr, env)}\n`, stderr),
		display: {
			columns: () => (isTerminal ? columnsOf(stdout, env) : undefined),
			show: line => lastLine.print(`${painted(line)}\n`),
			status: canRedraw ? line => lastLine.show(line && (columns => painted(line(columns)))) : undefined,
		},
		asking: ask => lastLine.without(ask),
		end: () => lastLine.show(undefined),
	};
};

const isSet = (value: string | undefined): boolean => !['', '0', 'false'].includes(value ?? '');

/** What the user has set, or what the terminal reports; some report 0. */
const columnsOf = ({columns}: WriteStream, {COLUMNS = ''}: Environment): number =>
	(/^[1-9]\d{0,3}$/u.test(COLUMNS) ? Number(COLUMNS) : columns) || 80;

/** NO_COLOR wins; FORCE_COLOR asks for colours in a pipe, too (force-color.org). */
const isColoured = (isTerminal: boolean, env: Environment): boolean => {
	if (!terminalTraits(env).colour) return false;
	if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') return isSet(env.FORCE_COLOR);
	return isTerminal && !['', 'dumb'].includes(env.TERM ?? '');
};

const painter = (
	isTerminal: boolean,
	env: Environment,
	theme: () => Theme | undefined,
): ((text: string, meaning: ColourMeaning | undefined) => string) => {
	if (!isColoured(isTerminal, env)) return text => text;
	const traits = terminalTraits(env);
	const chalk = new Chalk({level: traits.trueColour ? 3 : 1});
	return (text, meaning) => {
		if (meaning === undefined || text.trim() === '') return text;
		const colour: Colour = paletteOf(theme(), traits)[meaning];
		return colour === '' ? (meaning === 'muted' ? chalk.dim(text) : text) : styleOf(chalk, colour)(text);
	};
};

const styleOf = (chalk: ChalkInstance, colour: Exclude<Colour, ''>): ChalkInstance =>
	colour.startsWith('#') ? chalk.hex(colour) : chalk[colour as Exclude<Colour, '' | `#${string}`>];
