import {globSync, readFileSync} from 'node:fs';
import {afterEach, expect, test} from 'vitest';
import {moveKeys} from '../../source/key-names.ts';
import {alice, devbox, listed, ready, screenAfter} from './show-app.tsx';

const fleet = [ready, listed(devbox('api'), devbox('shop'))];
const moves = {d: 'D', s: 'o', o: 's', 'ctrl+g': 'ctrl+q', '3': 'm', y: 'Y', j: 'J'};

const opened = async (...keys: readonly string[]) => {
	moveKeys(moves);
	const screen = await screenAfter(fleet, alice, {columns: 200, rows: 60});
	await screen.press('2', ...keys);
	return screen;
};
afterEach(() => moveKeys({}));

test('a moved key does what its default key did, which does nothing any more', async () => {
	const screen = await opened('d');
	expect(screen.frame()).not.toContain('Remove api');
	await screen.press('D');
	expect(screen.frame()).toContain('Remove api');
});

test('keys that have changed places do what the other did', async () => {
	const screen = await opened('s');
	expect(screen.frame()).toContain('› api › Output');
});

test('the key bar shows the keys to press', async () => {
	const screen = await opened();
	const bar = screen.lines().slice(-2).join(' ');
	expect(bar).toMatch(/ o Shell .* s Output .* D Remove /u);
	expect(bar).not.toMatch(/ d Remove| s Shell/u);
});

test('the tabs show the keys to press, and open by them', async () => {
	const screen = await opened();
	expect(screen.lines()[0]).toContain(' m Images');
	await screen.press('3');
	expect(screen.lines()[0]).toContain('[2 DevBoxes');
	await screen.press('m');
	expect(screen.lines()[0]).toContain('[m Images');
});

test('the help shows the keys to press', async () => {
	const screen = await opened('?');
	for (const line of [
		/^ {2}D +Remove/mu,
		/^ {2}o +Shell/mu,
		/^ {2}down J +Next/mu,
		/^ {2}ctrl\+q +Quick launch/mu,
	])
		expect(screen.frame()).toMatch(line);
	expect(screen.frame()).not.toMatch(/^ {2}(?:d|ctrl\+g|down j) /mu);
});

test('the palette shows the keys to press, and runs the same actions', async () => {
	const screen = await opened(':');
	for (const action of [/Remove +D\b/u, /Shell +o\b/u, /Go to Images +m\b/u])
		expect(screen.frame()).toMatch(action);
	await screen.type('remove');
	await screen.press('enter');
	expect(screen.frame()).toContain('Remove api');
});

test('a sentence names the key to press', async () => {
	moveKeys({n: 'N', c: 'C', '/': '!'});
	const screen = await screenAfter([
		...fleet,
		{
			type: 'schedules-listed',
			worker: 'forge-1',
			at: Date.now(),
			content: {trigger: 'cron', skewMs: 0, zone: 'UTC', schedules: []},
		},
	]);
	await screen.press('3');
	expect(screen.frame()).toContain('press ! to filter');
	await screen.press('5');
	expect(screen.frame()).toContain('Press N to schedule launches, O to delete old images.');
});

test('letters are text in a field, moved or not', async () => {
	const screen = await opened('/');
	await screen.type('dDsoYJ');
	expect(screen.frame()).toContain('/ dDsoYJ');
});

test('in a question y still means yes, and n no, although y has moved', async () => {
	const screen = await opened('t', 'Y');
	expect(screen.frame()).toContain('Stop api?');
	await screen.press('n');
	expect(screen.frame()).not.toContain('Stop api?');
});

test('no sentence of the source names a key that may have moved', () => {
	// `Press ? …` stays: the help cannot be moved.
	const named =
		/(?<!const )[Pp]ress (?!\?)(?:[^\s$]|ctrl\+[a-z]|space)[ .,;'`]|[ '`](?:ctrl\+[a-z]|space) [a-z]+s\b/u;
	const wrong = globSync('source/**/*.{ts,tsx}').flatMap(file =>
		readFileSync(file, 'utf8')
			.split('\n')
			.filter(line => named.test(line) && !/^\s*(?:\*|\/\*|\/\/)/u.test(line))
			.map(line => `${file}: ${line.trim()}`),
	);
	expect(wrong).toEqual([]);
});
