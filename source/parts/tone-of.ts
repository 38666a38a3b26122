import type {Colour} from '../palettes.ts';
import {colours} from '../theme.ts';

/** Props of Ink's Text. */
export type Tone = {
	readonly color?: Colour;
	readonly bold?: boolean;
	readonly dimColor?: boolean;
	readonly inverse?: boolean;
	readonly underline?: boolean;
};

const plain: Tone = {};

const emphasis = {
	plain,
	title: {bold: true},
	accent: plain,
	danger: {bold: true},
	warning: plain,
	success: plain,
	muted: {dimColor: true},
	running: plain,
	/** The part of a text that a filter found. */
	match: {underline: true},
	/** What the cursor is on, or what is running. */
	selected: {bold: true},
	/** The cell under the cursor of a text field. */
	caret: {inverse: true},
	builtIn: plain,
	custom: plain,
	linux: plain,
	windows: plain,
} as const satisfies Record<string, Tone>;

export type Meaning = keyof typeof emphasis;

/** The style of a meaning. A word or a mark always says the same. */
export const toneOf = (meaning: Meaning): Tone => {
	const color =
		meaning === 'title' ? colours.accent : meaning in colours ? colours[meaning as keyof typeof colours] : '';
	if (color === '') return emphasis[meaning];
	// A colour of its own has the contrast that dim text may lack.
	return meaning === 'muted' ? {color} : {...emphasis[meaning], color};
};
