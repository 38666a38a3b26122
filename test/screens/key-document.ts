import {editingKeys} from '../../source/model/keymap.ts';
import type {KeyRow, ScreenKeys} from './key-tables.tsx';

/** A letter with several meanings, and why it may have them. */
export type SharedLetter = {readonly titles: readonly string[]; readonly why: string};

const signs: Readonly<Record<string, string>> = {up: '↑', down: '↓', pgup: 'PgUp', pgdn: 'PgDn'};
const written = (keys: string): string =>
	keys
		.split(' ')
		.map(
			key =>
				`\`${signs[key] ?? key.replace(/^(shift\+)?(home|end)$/u, (_, shift = '', name) => shift + (name === 'home' ? 'Home' : 'End'))}\``,
		)
		.join(' ');

const table = (rows: readonly (readonly string[])[], head: readonly string[]): readonly string[] => [
	`| ${head.join(' | ')} |`,
	`|${' --- |'.repeat(head.length)}`,
	...rows.map(row => `| ${row.join(' | ')} |`),
	'',
];

/** Groups whose keys do the same on many screens, and their headings. */
const groups: readonly (readonly [string, string])[] = [
	['Everywhere', 'Everywhere'],
	['List', 'In a list'],
	['Log', 'In a log'],
	['Form', 'In a form'],
];

/** Edit the text of a filter that is always open, so they move the cursor only on the other screens with a list. */
const isEditing = (key: string): boolean => editingKeys.has(key);

/** The rows that every screen with this group has; all of them for what works everywhere. The longest keys of a title win. */
const commonRows = (screens: readonly ScreenKeys[], group: string): readonly KeyRow[] => {
	const having = screens
		.map(({rows}) => rows.filter(row => row.group === group))
		.filter(rows => rows.length > 0);
	const byTitle = Map.groupBy(having.flat(), ({title}) => title);
	return [...byTitle.values()].flatMap(same => {
		const [longest] = same.toSorted((a, b) => b.keys.length - a.keys.length);
		const isCommon =
			group === 'Everywhere' || same.length === having.length || same.every(({keys}) => isEditing(keys));
		return longest && isCommon ? [longest] : [];
	});
};

const intro = `# Keys

<!-- Made by \`npm run keys\` from the bindings of the screens. Do not edit. -->

\`?\` lists all keys of the current screen, and why one is unavailable. \`:\` finds any action or object by its name.
\`esc\` goes back; first it clears a selection or a filter, and a form asks before it drops what was entered. Jobs keep running
after \`q\`. The config file can [move keys](configuration.md#keys).
`.split('\n');

const outro =
	`In a question, \`y\` or \`enter\` does what it says, \`n\` or \`esc\` cancels; where a name must be typed, \`enter\` does it.

In a text field, letters are text. \`F1\` is the help, and the keys of a shell edit: \`Home\` \`End\` \`ctrl+a\` \`ctrl+e\`
\`ctrl+u\` \`ctrl+w\` \`ctrl+k\` \`alt+b\` \`alt+f\` \`ctrl+←\` \`ctrl+→\`. A pasted comma-separated list becomes capability chips.

## Letters

A letter means the same on every screen, except these:
`.split('\n');

/** docs/keys.md. */
export const keyDocument = (
	screens: readonly ScreenKeys[],
	shared: Readonly<Record<string, SharedLetter>>,
): string => {
	const common = groups.map(([group, heading]) => ({heading, group, rows: commonRows(screens, group)}));
	const isCommon = (row: KeyRow) =>
		common.some(({group, rows}) => group === row.group && rows.some(({title}) => title === row.title));
	const own = screens.flatMap(({screen, rows}) =>
		rows
			.filter(row => !isCommon(row))
			.map(({keys, title}, index) => [index === 0 ? screen : '', written(keys), title]),
	);
	return [
		...intro,
		...common.flatMap(({heading, rows}) => [
			`## ${heading}`,
			'',
			...table(
				rows.map(({keys, title}) => [written(keys), title]),
				['key', 'action'],
			),
		]),
		'## By screen',
		'',
		...table(own, ['screen', 'key', 'action']),
		...outro,
		...table(
			Object.entries(shared).map(([key, {titles, why}]) => [written(key), titles.join(' · '), why]),
			['key', 'actions', 'why'],
		),
	].join('\n');
};

/** Each letter with more meanings than one row of a screen has (there it is a toggle), with their titles in order. */
export const lettersOf = (screens: readonly ScreenKeys[]): Readonly<Record<string, readonly string[]>> => {
	const pressed = screens
		.flatMap(({rows}) => rows)
		.flatMap(({keys, title}) => keys.split(' ').map(key => ({key, titles: title.split(' · ')})))
		.filter(({key}) => /^[a-z]$/iu.test(key));
	return Object.fromEntries(
		[...Map.groupBy(pressed, ({key}) => key)].flatMap(([key, rows]) => {
			const titles = [...new Set(rows.flatMap(row => row.titles))].toSorted();
			return rows.some(row => row.titles.length === titles.length) ? [] : [[key, titles]];
		}),
	);
};
