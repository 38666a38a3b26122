import {expect, test} from 'vitest';
import type {SecretSearch} from '../../source/model/secret-finding.ts';
import type {Draft} from '../../source/model/snapshot.ts';
import {CreateScreen} from '../../source/screens/create/create-screen.tsx';
import {source} from '../plan/sources.ts';
import {showScreen} from './show-app.tsx';

const finding = (path: string, kind: string) => ({path, kind, line: undefined, redacted: ''});
const key = {
	...finding('/root/.ssh/id_ed25519', 'private key'),
	edits: [{act: 'remove', path: '/root/.ssh/id_ed25519'}],
	decision: 'remove',
} as const;
const token = {
	...finding('/home/dev/.env', 'GitHub token'),
	line: 3,
	redacted: 'ghp_****',
	edits: [{act: 'blank', path: '/home/dev/.env', sizeBytes: 90, ranges: [[20, 40]]}],
	decision: 'blank',
} as const;
const large = {
	...finding('/srv/dump.sql', 'text like a token, in a large file'),
	edits: [],
	decision: 'refuse',
} as const;

const opened = async (search: SecretSearch, size = {columns: 80, rows: 24}) => {
	const planned: Draft[] = [];
	let searches = 0;
	const screen = await showScreen(<CreateScreen worker="forge-1" devbox="api" />, size, {
		prepare: actions => {
			const {plan} = actions;
			actions.inspect = async () => source;
			actions.searchSecrets = async () => {
				searches += 1;
				return search;
			};
			actions.plan = (from, draft) => {
				planned.push(draft);
				return plan(from, draft);
			};
		},
	});
	await screen.press('ctrl+s');
	return {screen, last: () => planned.at(-1), searches: () => searches};
};
const found = (...secrets: SecretSearch['secrets']): SecretSearch => ({secrets, notes: [], isDone: true});

test.each([
	[60, 20],
	[80, 24],
	[200, 60],
])(
	'at %i by %i what looks like a secret is shown before the review, with what becomes of it',
	async (columns, rows) => {
		const {screen, last} = await opened(found(key, token), {columns, rows});
		expect(screen.frame()).toMatch(/● Secrets|Secrets, 4 of 5/u);
		expect(screen.frame()).toMatch(/left out +\/root\/\.ssh\/id_ed25519/u);
		expect(screen.frame()).toMatch(/blanked +\/home\/dev\/\.env:3/u);
		await screen.press('enter');
		expect(screen.frame()).toMatch(/Secrets +2 found: 1 left out, 1 blanked/u);
		expect(last()).toMatchObject({
			edits: [{act: 'remove', path: '/root/.ssh/id_ed25519'}, {act: 'blank'}],
			secretsKept: 0,
		});
	},
);

test('space keeps one, K keeps all of them; the image’s label has the number', async () => {
	const {screen, last, searches} = await opened(found(key, token));
	await screen.press('down', ' ', 'enter');
	expect(screen.frame()).toMatch(/Secrets +2 found: 1 left out, 1 kept/u);
	expect(last()).toMatchObject({edits: [{act: 'remove'}], secretsKept: 1});
	await screen.press('s');
	expect(screen.frame()).toMatch(/kept +\/home\/dev\/\.env:3/u);
	await screen.press('K', 'enter');
	expect(screen.frame()).toMatch(/Secrets +2 found: 2 kept/u);
	expect(last()?.edits).toBeUndefined();
	await screen.press('s', 'K', 'enter');
	expect(screen.frame()).toMatch(/Secrets +2 found: 1 left out, 1 blanked/u);
	expect(searches()).toBe(1);
});

test('what cannot be left out must be kept by a decision', async () => {
	const {screen, last} = await opened(found(large));
	expect(screen.frame()).toMatch(/decide! +\/srv\/dump\.sql/u);
	await screen.press('enter');
	expect(screen.frame()).toContain('● Secrets');
	await screen.press(' ', 'enter');
	expect(screen.frame()).toMatch(/Secrets +1 found: 1 kept/u);
	expect(last()?.secretsKept).toBe(1);
});

test('where nothing is found the review follows, and says so', async () => {
	const {screen, last} = await opened(found());
	expect(screen.frame()).toContain('● Review');
	expect(screen.frame()).toMatch(/Secrets +none found/u);
	expect(last()).toMatchObject({secretsKept: 0});
});

test('where nobody could look the review says why, and claims nothing', async () => {
	const {screen, last} = await opened({secrets: [], notes: ['The worker went away.'], isDone: false});
	expect(screen.frame()).toMatch(/Secrets +The worker went away\./u);
	expect(screen.frame()).not.toContain('none found');
	expect(last()?.secretsKept).toBeUndefined();
});

test('back and forth: decisions stay, and another look at the form searches nothing again', async () => {
	const {screen, searches} = await opened(found(key, token));
	await screen.press(' ', 'enter', 'esc', 'ctrl+s');
	expect(screen.frame()).toMatch(/Secrets +2 found: 1 blanked, 1 kept/u);
	expect(searches()).toBe(1);
});
