import {createContext} from 'react';

/** Marks by meaning; colours only ever repeat what a mark or a word says already. */
export type Marks = {
	readonly cursor: string;
	readonly done: string;
	readonly failed: string;
	readonly waiting: string;
	readonly undone: string;
	readonly up: string;
	readonly down: string;
	readonly busy: string;
	readonly crumb: string;
	readonly more: string;
	readonly bar: string;
	readonly thumb: string;
	readonly spinner: readonly string[];
};

const unicodeMarks: Marks = {
	cursor: '❯',
	done: '✓',
	failed: '✗',
	waiting: '·',
	undone: '↶',
	up: '●',
	down: '○',
	busy: '◐',
	crumb: '›',
	more: '…',
	bar: '│',
	thumb: '┃',
	spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
};

const asciiMarks: Marks = {
	cursor: '>',
	done: '+',
	failed: 'x',
	waiting: '.',
	undone: '<',
	up: '*',
	down: 'o',
	busy: '~',
	crumb: '>',
	more: '~',
	bar: '|',
	thumb: '#',
	spinner: ['|', '/', '-', '\\'],
};

/** Colours by meaning, from the terminal's own sixteen, so that they fit dark and light grounds. */
export const colours = {
	accent: 'cyan',
	success: 'green',
	warning: 'yellow',
	danger: 'red',
	builtIn: 'blue',
	custom: 'magenta',
} as const;

export type Colour = (typeof colours)[keyof typeof colours];

export const makeMarks = ({unicode}: {unicode: boolean}): Marks => (unicode ? unicodeMarks : asciiMarks);

/** Never changes after the start. */
export const MarksContext = createContext<Marks>(unicodeMarks);
