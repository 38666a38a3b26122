import {createContext} from 'react';

/** Marks by meaning; colours only repeat what a mark or a word says. */
export type Marks = {
	readonly cursor: string;
	readonly done: string;
	readonly failed: string;
	readonly waiting: string;
	readonly undone: string;
	readonly refused: string;
	readonly up: string;
	readonly down: string;
	readonly busy: string;
	readonly crumb: string;
	readonly separator: string;
	readonly more: string;
	/** The direction of a sorted list. */
	readonly ascending: string;
	readonly descending: string;
	/** A row that is one of several selected ones. */
	readonly chosen: string;
	readonly bar: string;
	readonly thumb: string;
	readonly spinner: readonly string[];
	readonly border: 'round' | 'classic';
	/** What panels are drawn with. */
	readonly frame: Frame;
};

type Frame = {
	readonly horizontal: string;
	readonly vertical: string;
	readonly topLeft: string;
	readonly topRight: string;
	readonly teeLeft: string;
	readonly teeRight: string;
	readonly bottomLeft: string;
	readonly bottomRight: string;
};

const unicodeMarks: Marks = {
	cursor: '❯',
	done: '✓',
	failed: '✗',
	waiting: '·',
	undone: '↶',
	refused: '–',
	up: '●',
	down: '○',
	busy: '◐',
	crumb: '›',
	separator: '·',
	more: '…',
	ascending: '↑',
	descending: '↓',
	chosen: '◆',
	bar: '│',
	thumb: '┃',
	spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
	border: 'round',
	frame: {
		horizontal: '─',
		vertical: '│',
		topLeft: '╭',
		topRight: '╮',
		teeLeft: '├',
		teeRight: '┤',
		bottomLeft: '╰',
		bottomRight: '╯',
	},
};

const asciiMarks: Marks = {
	cursor: '>',
	done: '+',
	failed: 'x',
	waiting: '.',
	undone: '<',
	refused: '-',
	up: '*',
	down: 'o',
	busy: '~',
	crumb: '>',
	separator: '-',
	more: '~',
	ascending: '^',
	descending: 'v',
	chosen: '*',
	bar: '|',
	thumb: '#',
	spinner: ['|', '/', '-', '\\'],
	border: 'classic',
	frame: {
		horizontal: '-',
		vertical: '|',
		topLeft: '+',
		topRight: '+',
		teeLeft: '+',
		teeRight: '+',
		bottomLeft: '+',
		bottomRight: '+',
	},
};

type Meaning =
	| 'accent'
	| 'success'
	| 'warning'
	| 'danger'
	| 'running'
	| 'match'
	| 'builtIn'
	| 'custom'
	| 'linux'
	| 'windows';

/** One of the terminal's sixteen colours, which fit dark and light backgrounds; '' is the default colour. */
export type Colour = '' | 'cyan' | 'green' | 'yellow' | 'red' | 'magenta';

/** Colours by meaning. Read them when drawing: without colours they all are ''. */
export const colours: Record<Meaning, Colour> = {
	accent: 'cyan',
	success: 'green',
	warning: 'yellow',
	danger: 'red',
	running: 'cyan',
	match: 'yellow',
	// Blue is nearly invisible on black in many terminals.
	builtIn: '',
	custom: 'magenta',
	linux: 'green',
	windows: 'cyan',
};

/**
 * Decides, once at the start, how everything looks. Without colour (NO_COLOR, which Ink ignores) bold, dim,
 * underline and inverse stay.
 */
export const makeMarks = ({unicode, colour = true}: {unicode: boolean; colour?: boolean}): Marks => {
	if (!colour) for (const meaning of Object.keys(colours) as Meaning[]) colours[meaning] = '';
	return unicode ? unicodeMarks : asciiMarks;
};

/** Never changes after the start. */
export const MarksContext = createContext<Marks>(unicodeMarks);
