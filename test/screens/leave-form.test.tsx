import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {parseContainerfile} from '../../source/model/containerfile.ts';
import {excluded} from '../../source/model/secret-finding.ts';
import type {Actions} from '../../source/state/actions.ts';
import {source} from '../plan/sources.ts';
import {plainContents} from './contents-tree.ts';
import {fullFleet} from './every-screen.tsx';
import {answerForms} from './form-answers.ts';
import {alice, screenAfter} from './show-app.tsx';

const question = 'Discard what you entered?';

const folder = mkdtempSync(path.join(tmpdir(), 'b-'));
writeFileSync(path.join(folder, 'Containerfile'), 'FROM debian:12\n');

/** Workers that answer every form, and no job is started. */
const prepare = (actions: Actions) => {
	const {readBuild} = actions;
	answerForms(actions);
	actions.readBuild = (_, signal) => readBuild({context: folder}, signal);
	actions.probeBuild = async (_, input) => ({
		...input,
		worker: source.worker,
		facts: source.facts,
		references: [],
		containerfile: parseContainerfile(input.file.text, {name: 'Containerfile', given: {}}),
		base: source.image,
	});
	actions.contents = async () => plainContents;
};

type Flow = {
	/** From the list of workers to the form. */
	readonly keys: readonly string[];
	/** On the screen under the form. */
	readonly under: string;
};
const flows: Readonly<Record<string, Flow>> = {
	'Create Image from a DevBox': {keys: ['2', 'c'], under: 'bobs'},
	'Create Image from a Containerfile': {keys: ['2', 'c', 'ctrl+f'], under: '❯ From DevBox'},
	Launch: {keys: ['3', 'l'], under: 'golden'},
	'Launch, from the target picker': {keys: ['l', 'enter', 'enter'], under: 'Select a worker'},
	'a schedule': {keys: ['5', 'e'], under: 'nightly'},
	'a schedule of snapshots': {keys: ['2', 'n'], under: 'bobs'},
	'a schedule that prunes': {keys: ['5', 'O'], under: 'nightly'},
};

const show = async (keys: readonly string[], prepareMore: (actions: Actions) => void = () => {}) => {
	const screen = await screenAfter(fullFleet, alice, {
		columns: 120,
		rows: 34,
		prepare(actions) {
			prepare(actions);
			prepareMore(actions);
		},
	});
	onTestFinished(screen.unmount);
	await screen.press(...keys);
	await screen.sees('ctrl+s');
	return screen;
};

describe.each(Object.entries(flows))('the form of %s', (_, {keys, under}) => {
	const opened = () => show(keys);
	const reviewed = async (screen: Awaited<ReturnType<typeof opened>>) => {
		await screen.press('ctrl+s');
		await screen.sees('v Show commands');
		await screen.press('esc');
		await screen.sees('ctrl+s Review');
	};
	/** At the end of the first text: a suggested name would be replaced. */
	const typed = async () => {
		const screen = await opened();
		await screen.press('end');
		await screen.type('x');
		return screen;
	};

	test('goes back at once while nothing was changed', async () => {
		const screen = await opened();
		await screen.press('tab', 'shift+tab', 'esc');
		expect(screen.frame()).toContain(under);
	});

	test('goes back at once after a review in which nothing was changed', async () => {
		const screen = await opened();
		await reviewed(screen);
		await reviewed(screen);
		await screen.press('esc');
		expect(screen.frame()).toContain(under);
	});

	test('asks before it drops what was typed, and esc keeps it', async () => {
		const screen = await typed();
		await screen.press('esc');
		expect(screen.frame()).toContain(question);
		await screen.press('esc');
		expect(screen.frame()).not.toContain(question);
		await screen.press('esc', 'enter');
		expect(screen.frame()).toContain(under);
	});

	test('asks before it drops what was typed before its review', async () => {
		const screen = await typed();
		await reviewed(screen);
		await screen.press('esc');
		expect(screen.frame()).toContain(question);
		await screen.press('enter');
		expect(screen.frame()).toContain(under);
	});

	test('goes back at once when what was typed before the review has been taken out again', async () => {
		const screen = await typed();
		await reviewed(screen);
		await screen.press('backspace', 'esc');
		expect(screen.frame()).not.toContain(question);
		expect(screen.frame()).toContain(under);
	});

	test('is a new one the next time: what was typed into the last one is no change of it', async () => {
		const screen = await typed();
		await reviewed(screen);
		await screen.press('esc', 'enter');
		await screen.press(...keys.slice(1));
		await screen.press('esc');
		expect(screen.frame()).not.toContain(question);
	});
});

describe('Create Image', () => {
	const form = ['2', 'c'];
	const token = {path: '/root/.netrc' as never, line: 1, kind: 'login', redacted: '****'} as const;
	const withSecret = (actions: Actions) => {
		actions.searchSecrets = async () => ({
			secrets: [excluded({...token, edits: [{act: 'remove', path: token.path}]})],
			notes: [],
			isDone: true,
		});
	};

	test.each([
		['secrets were found and none was kept', ['ctrl+s', 'enter', 'esc']],
		['the search for secrets was left', ['ctrl+s', 'esc']],
		['the contents were looked at', ['ctrl+p', 'esc']],
		['the identity was looked at and kept as it is', ['ctrl+s', 'enter', 'i', 'enter', 'esc']],
	])('goes back at once if %s', async (_, keys) => {
		const screen = await show(form, withSecret);
		await screen.press(...keys);
		await screen.sees('ctrl+s Review');
		await screen.press('esc');
		expect(screen.frame()).not.toContain(question);
		expect(screen.frame()).toContain('bobs');
	});

	test.each([
		['a secret was kept', ['ctrl+s', ' ', 'enter', 'esc']],
		['something was left out', ['ctrl+p', ' ', 'esc']],
		['the identity was changed', ['ctrl+s', 'enter', 'i', ' ', 'enter', 'esc']],
	])('asks if %s', async (_, keys) => {
		const screen = await show(form, withSecret);
		await screen.press(...keys);
		await screen.sees('ctrl+s Review');
		await screen.press('esc');
		expect(screen.frame()).toContain(question);
	});
});

test('esc in the targets of a schedule goes back to its form, which keeps what was typed', async () => {
	const screen = await show(['5', 'e']);
	await screen.press('end');
	await screen.type('x');
	await screen.press('ctrl+t');
	expect(screen.frame()).not.toContain('ctrl+s');
	await screen.press('esc');
	expect(screen.frame()).toContain('nightlyx');
	await screen.press('esc');
	expect(screen.frame()).toContain(question);
});
