import {defaultKeys} from './default-keys.ts';

/** Keys that the user has moved: from the default to the key that is pressed instead. */
export type KeyMoves = Readonly<Record<string, string>>;

/** Keys that stay where they are: without them, nobody could choose, go back, move, get help or leave. */
export const fixedKeys: ReadonlySet<string> = new Set([
	...['enter', 'esc', 'tab', 'shift+tab', 'up', 'down', 'left', 'right', 'home', 'end', 'pgup', 'pgdn'],
	...['backspace', 'delete', '?', 'f1', 'ctrl+c'],
]);

/** Edit a text wherever one is typed, so they can have no other action. */
export const editingKeys: ReadonlySet<string> = new Set([
	...[
		'ctrl+a',
		'ctrl+b',
		'ctrl+d',
		'ctrl+e',
		'ctrl+f',
		'ctrl+k',
		'ctrl+u',
		'ctrl+w',
		'alt+b',
		'alt+d',
		'alt+f',
	],
]);

/** What terminals send for them is another key. */
const sentAs: Readonly<Record<string, string>> = {
	'ctrl+h': 'backspace',
	'ctrl+i': 'tab',
	'ctrl+j': 'enter',
	'ctrl+m': 'enter',
};

const known: ReadonlySet<string> = new Set(defaultKeys);
const keyPattern = /^(?:[^\p{C}\p{Z}\p{M}]|space|(?:ctrl|alt)\+[a-z])$/u;
const withModifier = /^(?:ctrl|alt)\+/u;

/** Why these keys cannot be moved like this: for each wrong one, its default key and a sentence. */
export const keyProblems = (moves: KeyMoves): readonly {readonly key: string; readonly problem: string}[] => {
	const taken = new Map<string, string>();
	return Object.entries(moves).flatMap(([key, to]) => {
		const other = taken.get(to);
		taken.set(to, key);
		const problem =
			sourceProblem(key) ??
			targetProblem(key, to) ??
			(other === undefined ? undefined : `${to} is already the new key of ${other}`) ??
			(isFree(to, moves) ? undefined : `${to} has another action; move that key, too, or choose a free one`);
		return problem === undefined ? [] : [{key, problem}];
	});
};

const sourceProblem = (key: string): string | undefined => {
	if (fixedKeys.has(key)) return `${key} cannot be moved`;
	return known.has(key) ? undefined : `no action has the key ${key}; press ? in Ingot for all keys`;
};

const targetProblem = (key: string, to: string): string | undefined => {
	if (fixedKeys.has(to)) return `${to} cannot get another action`;
	if (!keyPattern.test(to)) return `${to} is not a key; use a character, space, ctrl+LETTER or alt+LETTER`;
	const sent = sentAs[to];
	if (sent !== undefined) return `terminals send ${to} as ${sent}; choose another key`;
	if (editingKeys.has(to)) return `${to} edits text; choose another key`;
	if (withModifier.test(key) && !withModifier.test(to))
		return `${key} also works while you type; move it to a ctrl or alt key`;
	return undefined;
};

/** A key without a default action, or whose own action has a new key. */
const isFree = (to: string, moves: KeyMoves): boolean => !known.has(to) || moves[to] !== undefined;
