import type {ReactNode} from 'react';
import {CreateContents} from '../../source/screens/create/create-contents.tsx';
import {CreateDetails} from '../../source/screens/create/create-details.tsx';
import {CreateDevbox} from '../../source/screens/create/create-devbox.tsx';
import {CreateSecrets} from '../../source/screens/create/create-secrets.tsx';
import {FirstRun} from '../../source/screens/first-run/first-run.tsx';
import type {Actions} from '../../source/state/actions.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {draft, source} from '../plan/sources.ts';
import {plainContents} from './contents-tree.ts';
import {everyScreen, fullFleet, type Shown} from './every-screen.tsx';
import {alice, devbox, listed, screenAfter, showScreen} from './show-app.tsx';

/** A line of a screen's help. */
export type KeyRow = {readonly group: string; readonly keys: string; readonly title: string};
export type ScreenKeys = {readonly screen: string; readonly rows: readonly KeyRow[]};

const look = {unicode: true, columns: 100, rows: 60};
const mixed: AppEvent = listed(devbox('api'), devbox('idle', {state: 'stopped'}));
const ctrlO = '\u000F';
const stray: AppEvent = listed(devbox('stray', {launchedBy: undefined}), devbox('sure'));

const walk =
	(keys: readonly string[], ...more: readonly AppEvent[]) =>
	async () => {
		const screen = await screenAfter([...fullFleet, ...more], alice, look);
		await screen.press(...keys);
		return screen;
	};

const every = (title: string) => async (): Promise<Shown> => {
	const draw = everyScreen.find(([name]) => name === title)?.[1];
	if (draw === undefined) throw new Error(`There is no screen "${title}".`);
	return draw(look);
};
const after =
	(title: string, ...keys: readonly string[]) =>
	async (): Promise<Shown> => {
		const screen = await every(title)();
		await screen.press(...keys);
		return screen;
	};

const only =
	(node: ReactNode, keys: readonly string[], events: readonly AppEvent[] = fullFleet) =>
	async () => {
		const screen = await showScreen(node, look, {events, prepare: withContents});
		await screen.press(...keys);
		return screen;
	};

const nothing = () => {};
/** Its layers can be flattened, and its image exists. */
const deep = {...source, image: {...source.image, layers: 127}, references: ['localhost/api:1']};
const details = (
	<CreateDetails source={deep} onNext={nothing} onContents={nothing} onSwitch={nothing} onBack={nothing} />
);
const contents = <CreateContents source={source} draft={draft} onReview={nothing} onBack={nothing} />;
const secrets = (
	<CreateSecrets
		crumbs={[]}
		stages={[]}
		secrets={[{path: '/root/.netrc', line: 1, kind: '', redacted: '', edits: [], decision: 'remove'}]}
		onNext={nothing}
		onBack={nothing}
	/>
);
const withContents = (actions: Actions) => {
	actions.contents = async () => plainContents;
};
const named = ['tab', '1'];
const chooseDevbox = <CreateDevbox worker="forge-1" onNext={nothing} onSwitch={nothing} onBack={nothing} />;
const windows = listed(devbox('api'), devbox('off', {os: 'windows', state: 'stopped', startedAt: undefined}));
const disabled = fullFleet.flatMap(event =>
	event.type === 'schedules-listed' && event.content !== undefined
		? [
				{
					...event,
					content: {
						...event.content,
						schedules: event.content.schedules.map(each => ({...each, isEnabled: false})),
					},
				},
			]
		: [],
);

/** Screens as people meet them. Each has several states, because the selection decides which actions there are. */
const screens: readonly (readonly [string, readonly (() => Promise<Shown>)[]])[] = [
	['First run', [only(<FirstRun />, [])]],
	['Workers', [walk([]), walk(['end'])]],
	['Doctor', [walk(['d'])]],
	['DevBoxes', [walk(['2']), walk(['2', 'end']), walk(['2'], stray), walk(['2', 'end'], stray)]],
	['DevBoxes, several selected', [walk(['2', ' ']), walk(['2', ' ', 'end', ' '], mixed)]],
	['Details of a DevBox', [walk(['2', 'enter'])]],
	['Output of a DevBox', [walk(['2', 'o']), walk(['2', 'o', 'f', 'w'])]],
	['Images', [walk(['3'])]],
	['Images, several selected', [walk(['3', ' '])]],
	['Details of an image', [walk(['3', 'i'])]],
	['Jobs', [walk(['4']), walk(['4', 'end'])]],
	['Jobs, several selected', [walk(['4', ' '])]],
	[
		'Job',
		[
			walk(['4', 'enter']),
			walk(['4', 'end', 'enter']),
			walk(['4', 'enter', 'v', 'w', '@', 'f']),
			walk(['4', 'enter', 'e']),
			every('a job with its log'),
		],
	],
	['Schedules', [walk(['5']), walk(['5'], ...disabled)]],
	['Details of a schedule', [walk(['5', 'enter'])]],
	['Command palette', [walk(['2', ':'])]],
	['Create image: choose a worker', [walk(['c'])]],
	[
		'Create image: choose a DevBox',
		[only(chooseDevbox, [], [windows]), only(chooseDevbox, ['tab', ctrlO], [windows])],
	],
	['Create image: details', [only(details, named), only(details, [...named, ctrlO, 'ctrl+t'])]],
	['Create image: contents', [only(contents, []), only(contents, [' ']), only(contents, ['enter'])]],
	['Create image: secrets', [only(secrets, []), only(secrets, [' ']), only(secrets, ['K'])]],
	['Create image: from a Containerfile', [walk(['c', 'ctrl+f', 'enter'])]],
	['Launch: choose a worker', [walk(['l'])]],
	['Launch: choose an image', [walk(['l', 'enter'])]],
	['Launch: options', [every('Launch, options')]],
	['Quick launch', [walk(['ctrl+g'])]],
	['Schedule', [every('a schedule'), every('a schedule of images'), every('a schedule that prunes')]],
	['Review', [every('a review'), after('a review', 'v')]],
];

/** Without the reason why it is unavailable, and how many it acts on. */
const titleIn = (text: string): string =>
	text
		.replace(/ \(unavailable: .*/u, '')
		.replace(/ \d+$/u, '')
		.trim();

/** The keys in the help of what is shown: hidden ones too, and those that are unavailable now. */
const keysOf = async (screen: Shown): Promise<readonly KeyRow[]> => {
	await screen.press('f1');
	const rows: KeyRow[] = [];
	let group = '';
	for (const line of screen.lines().slice(1)) {
		if (line.trim() === '') break;
		if (line.startsWith('  ')) {
			const keys = line.slice(2, 26).trim();
			// The reason of the key before goes on.
			if (keys === '') continue;
			if (keys.endsWith('…')) throw new Error(`The help cuts the keys ${keys}.`);
			rows.push({group, keys, title: titleIn(line.slice(26))});
		} else group = line.trim();
	}
	screen.unmount();
	return rows;
};

/**
 * The same keys of several states in one row: `t`, "Start · Stop". Sorted, because a job may or may not have been found
 * unreachable when its screen is read, and then the states come in another order.
 */
const merged = (rows: readonly KeyRow[]): readonly KeyRow[] =>
	[...Map.groupBy(rows, ({group, keys}) => `${group} ${keys}`).values()].flatMap(same =>
		same[0] === undefined
			? []
			: [{...same[0], title: [...new Set(same.map(({title}) => title))].toSorted().join(' · ')}],
	);

/** All keys of all screens, as their help shows them. */
export const collectKeys = async (): Promise<readonly ScreenKeys[]> => {
	const collected: ScreenKeys[] = [];
	for (const [screen, states] of screens) {
		const rows: KeyRow[] = [];
		for (const draw of states) rows.push(...(await keysOf(await draw())));
		collected.push({screen, rows: merged(rows)});
	}
	return collected;
};
