import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {BuildInput, BuildSource} from '../../source/model/build.ts';
import {buildCommand} from '../../source/model/build-command.ts';
import {parseContainerfile} from '../../source/model/containerfile.ts';
import {CreateScreen} from '../../source/screens/create/create-screen.tsx';
import type {Actions, PlannedBuild} from '../../source/state/actions.ts';
import {source} from '../plan/sources.ts';
import {devbox, listed, listedImages, ready, showScreen} from './show-app.tsx';

const ctrlO = '\u000F';

const image = {
	worker: 'forge-1',
	id: 'f'.repeat(64),
	reference: 'localhost/shop:latest',
	name: 'shop',
	tag: 'latest',
	os: 'linux',
	owner: 'alice',
	source: 'DevBox-commit',
	capabilities: [],
	sizeBytes: 1e9,
	createdAt: 0,
	base: undefined,
} as const;

/** A folder named shop with a Containerfile and one more file. */
const shop = (text = 'FROM debian:12\nARG VERSION\nRUN true\n'): string => {
	const folder = path.join(mkdtempSync(path.join(tmpdir(), 'b-')), 'shop');
	mkdirSync(folder);
	writeFileSync(path.join(folder, 'Containerfile'), text);
	writeFileSync(path.join(folder, 'app.js'), 'x'.repeat(1000));
	return folder;
};

const sourceOf = (input: BuildInput): BuildSource => ({
	...input,
	worker: source.worker,
	facts: source.facts,
	references: [image.reference],
	containerfile: parseContainerfile(input.file.text, {name: 'Containerfile', given: {}}),
	base: {...source.image, labels: {'io.clustercode.capabilities': 'git,node'}},
});

const opened = async (size = {columns: 80, rows: 24}, chosen: {devbox?: string} = {}) => {
	const submitted: PlannedBuild[] = [];
	const screen = await showScreen(<CreateScreen worker="forge-1" {...chosen} />, size, {
		events: [ready, listed(devbox('api')), listedImages('forge-1', image)],
		prepare: (actions: Actions) => {
			actions.inspect = async () => source;
			actions.probeBuild = async (_, input) => sourceOf(input);
			actions.submitBuild = planned => {
				submitted.push(planned);
				return new Promise(() => {});
			};
		},
	});
	return {screen, submitted};
};

/** In the other segment, with this folder typed and read. */
const atForm = async (folder: string, size?: {columns: number; rows: number}) => {
	const {screen, submitted} = await opened(size);
	await screen.press('ctrl+f', 'ctrl+u');
	await screen.send(folder);
	await screen.press('tab', 'tab');
	return {screen, submitted};
};

test.each([
	[80, 24],
	[200, 60],
	[60, 20],
])(
	'at %i by %i an image is built from a folder by keys, with its name suggested and free',
	async (columns, rows) => {
		const {screen, submitted} = await atForm(shop(), {columns, rows});
		await screen.sees('shop-2');
		if (columns > 60) {
			await screen.sees('2 files, 1.04 kB');
			expect(screen.frame()).toContain('Containerfile');
			expect(screen.frame()).toContain('→ localhost/shop-2:latest on forge-1   ✓ free');
		}
		await screen.press('enter', 'enter');
		await screen.type('erp');
		await screen.press('enter', 'enter');
		await screen.type('VERSION=3');
		await screen.press('enter', 'enter');
		await screen.sees('localhost/shop-2:latest on forge-1');
		await screen.sees('enter Create image');
		// Changes nothing: once it has been read, the page has its keys.
		await screen.press('up', 'enter');
		expect(submitted.map(({request}) => [request.kind, request.reference])).toEqual([
			['build', 'localhost/shop-2:latest'],
		]);
		expect(submitted[0]?.labels).toMatchObject({
			'io.clustercode.source': 'containerfile',
			'io.clustercode.capabilities': 'git,node,custom:erp',
		});
		for (const line of screen.lines()) expect(line.length).toBeLessThanOrEqual(columns);
	},
);

test('the review says what is sent, on what it builds and what to know, and shows commands on v', async () => {
	const {screen} = await atForm(shop('FROM debian:12\nENV API_TOKEN=hunter2hunter2\nRUN true\n'));
	await screen.sees('2 files');
	await screen.press('ctrl+s');
	await screen.sees('● Review');
	await screen.press('up');
	expect(screen.frame()).toMatch(/Context .*shop: 2 files/u);
	expect(screen.frame()).toMatch(/Base +debian:12, on forge-1 already/u);
	expect(screen.frame()).toMatch(/Note .*API_TOKEN/u);
	expect(screen.frame()).toMatch(/Capabilities +git {2}node/u);
	expect(screen.frame()).toContain('source=containerfile');
	expect(screen.frame()).not.toContain('hunter2');
	await screen.press('v');
	expect(screen.frame()).toContain('io.clustercode.source=containerfile');
	await screen.press('v', 'esc');
	expect(screen.frame()).toContain('● Details');
});

test('a folder that does not exist and a Containerfile that is missing are each reported at their field', async () => {
	const {screen} = await atForm('/nowhere/at/all');
	await screen.sees('The context /nowhere/at/all cannot be read');
	const empty = mkdtempSync(path.join(tmpdir(), 'b-'));
	await screen.press('shift+tab', 'shift+tab', 'ctrl+u');
	await screen.send(empty);
	await screen.press('tab', 'tab');
	await screen.sees('There is no Containerfile');
	expect(screen.frame()).not.toContain('cannot be read');
});

test('a syntax error is reported at the Containerfile, with its line', async () => {
	const {screen} = await atForm(shop('FROM debian:12\nRUNN true\n'));
	await screen.sees('Containerfile:2:');
});

test('a reference that is taken needs ctrl+o, and then says that it is replaced', async () => {
	const {screen, submitted} = await atForm(shop());
	await screen.sees('shop-2');
	await screen.type('shop');
	expect(screen.frame()).toContain('localhost/shop:latest already exists');
	await screen.press('ctrl+s');
	expect(screen.frame()).toContain('● Details');
	await screen.press(ctrlO, 'ctrl+s');
	await screen.sees('exists and will be replaced');
	await screen.press('up', 'enter');
	expect(submitted).toHaveLength(1);
});

test('each segment keeps what was entered while the other is shown', async () => {
	const {screen} = await opened(undefined, {devbox: 'api'.repeat(8)});
	await screen.sees('❯ From DevBox');
	await screen.type('tax');
	await screen.press('ctrl+f');
	expect(screen.frame()).toContain('❯ From Containerfile');
	await screen.press('ctrl+u');
	await screen.type('elsewhere');
	await screen.press('ctrl+f');
	expect(screen.frame()).toContain('→ localhost/tax:latest');
	await screen.press('ctrl+f');
	expect(screen.frame()).toContain('elsewhere');
});

test('the arrows change the segment in its field, and esc asks before it drops what was typed', async () => {
	const {screen} = await opened(undefined, {devbox: 'api'.repeat(8)});
	await screen.sees('❯ From DevBox');
	await screen.press('shift+tab', 'right');
	expect(screen.frame()).toContain('❯ From Containerfile');
	await screen.type('/tmp');
	await screen.press('esc');
	expect(screen.frame()).toContain('Discard what you entered?');
});

test('ctrl+f changes the segment where a DevBox is chosen, even with a filter typed', async () => {
	const {screen} = await opened();
	await screen.type('api');
	await screen.press('ctrl+f');
	expect(screen.frame()).toContain('❯ From Containerfile');
	expect(screen.frame()).toMatch(/✓ Worker.*● Details +○ Review/u);
	await screen.press('esc');
	expect(screen.frame()).not.toContain('Discard');
});

test('the same build can be copied as a command, with every option', () => {
	const draft = {
		name: 'shop',
		tag: '1',
		capabilities: ['custom:tax prep'],
		buildArgs: ['A=b c', 'API_TOKEN=hunter22'],
		overwrite: true,
	};
	expect(buildCommand('forge-1', {context: 'my app', file: 'Dockerfile'}, draft)).toBe(
		"ingot build --worker forge-1 --file Dockerfile --name shop --tag 1 --capability 'tax prep' --build-arg 'A=b c' --build-arg API_TOKEN --overwrite 'my app'",
	);
	expect(
		buildCommand(
			'forge-1',
			{context: '.', file: ''},
			{...draft, tag: '', capabilities: [], buildArgs: [], overwrite: false},
		),
	).toBe('ingot build --worker forge-1 --name shop .');
});
