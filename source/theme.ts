import {createContext} from 'react';
import {type Colour, type ColourMeaning, type ColourTraits, paletteOf, type Theme} from './palettes.ts';

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

/** Words where a screen reader would name a sign, or skip it. */
const spokenMarks: Marks = {
	...asciiMarks,
	cursor: '(selected)',
	crumb: ',',
	separator: ',',
	more: '...',
	ascending: 'ascending',
	descending: 'descending',
};

/** Colours by meaning. Read them when drawing: without colours they all are ''. */
export const colours: Record<ColourMeaning, Colour> = {...paletteOf(undefined, {})};

/**
 * Decides, once at the start, how everything looks. Without colour (NO_COLOR, which Ink ignores) bold, dim,
 * underline and inverse stay.
 */
export const makeMarks = ({
	unicode,
	isSpoken = false,
	theme,
	...traits
}: {unicode: boolean; isSpoken?: boolean; theme?: Theme | undefined} & ColourTraits): Marks => {
	Object.assign(colours, paletteOf(theme, traits));
	if (isSpoken) return spokenMarks;
	return unicode ? unicodeMarks : asciiMarks;
};

/** Never changes after the start. */
export const MarksContext = createContext<Marks>(unicodeMarks);
