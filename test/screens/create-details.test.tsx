import {expect, test} from 'vitest';
import {planSnapshot} from '../../source/jobs/create-image.ts';
import type {Draft, SnapshotSource} from '../../source/model/snapshot.ts';
import {snapshotCommand} from '../../source/model/snapshot-command.ts';
import {createLines} from '../../source/screens/create/create-lines.ts';
import {draft, source} from '../plan/sources.ts';
import {alice} from './show-app.tsx';
import {showForm} from './show-form.tsx';

const windows: SnapshotSource = {
	...source,
	devbox: {
		...source.devbox,
		name: 'win11',
		labels: {'io.clustercode.os': 'windows'},
		mounts: [
			{type: 'volume', source: 'win11-storage', destination: '/storage'},
			{type: 'bind', source: '/srv/shared', destination: '/shared'},
		],
	},
};

test('a Windows DevBox is stopped unless a live snapshot is chosen, which says that it is as after a power cut', async () => {
	const {screen, drafts} = await showForm(windows);
	expect(screen.frame()).toContain('Windows is shut down, its disk copied');
	await screen.press('ctrl+s', 'enter', 'enter', 'enter', 'right');
	expect(screen.frame()).toContain('❯ live (crash-consistent)');
	expect(screen.frame()).toContain('frozen for a moment; the disk is as after a power cut');
	await screen.press('enter');
	expect(drafts.map(draft => draft.method)).toEqual(['stop', 'live']);
});

test('a Windows DevBox can be given more time to shut down, in seconds or minutes, but never less than its own', async () => {
	const {screen, drafts} = await showForm(windows);
	expect(screen.frame()).toMatch(
		/Default 250 s\. The DevBox’s own TIMEOUT applies if it is\s+│\s+│\s+longer\./u,
	);
	await screen.press('enter', 'enter', 'enter', 'enter');
	await screen.type('10x');
	expect(screen.frame()).toContain('Use seconds or minutes, such as 300 or 5m');
	await screen.press('ctrl+s', 'ctrl+u');
	await screen.type('60');
	expect(screen.frame()).toContain('250 s apply: the DevBox’s own limit is longer.');
	await screen.press('ctrl+u');
	await screen.type('5m');
	expect(screen.frame()).toMatch(
		/Ingot waits up to 300 s, but the DevBox’s own TIMEOUT kills[\s│]+Windows after 110 s\./u,
	);
	await screen.press('ctrl+s');
	expect(drafts.map(({stopTimeout, acceptUnclean}) => ({stopTimeout, acceptUnclean}))).toEqual([
		{stopTimeout: 300, acceptUnclean: undefined},
	]);
});

test('a disk that was not shut down cleanly is accepted by a tick, except for a live snapshot', async () => {
	const {screen, drafts} = await showForm(windows);
	await screen.press('shift+tab', 'shift+tab');
	expect(screen.frame()).toContain('❯ [ ] Accept a disk that was not shut down cleanly');
	await screen.press(' ');
	expect(screen.frame()).toContain('[x] Accept a disk that was not shut down cleanly');
	await screen.press('ctrl+s', 'tab', 'tab', 'enter', 'enter', 'enter', 'right');
	expect(screen.frame()).not.toContain('Accept a disk');
	expect(screen.frame()).not.toContain('Stop timeout');
	await screen.press('ctrl+s');
	expect(drafts.map(({method, acceptUnclean}) => ({method, acceptUnclean}))).toEqual([
		{method: 'stop', acceptUnclean: true},
		{method: 'live', acceptUnclean: undefined},
	]);
});

test('a Windows DevBox that is off is taken as it is: nothing stops, so there is no time limit', async () => {
	const off = {...windows, devbox: {...windows.devbox, state: 'stopped' as const}};
	const {screen, drafts} = await showForm(off);
	expect(screen.frame()).toContain('Windows is off and stays off; nothing has to stop.');
	expect(screen.frame()).not.toContain('Stop timeout');
	expect(screen.frame()).toContain('[ ] Accept a disk that was not shut down cleanly');
	await screen.press('ctrl+s');
	expect(drafts.map(each => each.method)).toEqual(['off']);
});

test('a Linux DevBox has none of the fields of Windows', async () => {
	const {screen} = await showForm(source);
	expect(screen.frame()).not.toMatch(/Stop timeout|Unclean/u);
});

test('the same snapshot can be copied as a command, with every option', () => {
	const off = {...windows, devbox: {...windows.devbox, state: 'stopped' as const}};
	const commandOf = (from: SnapshotSource, change: Partial<Draft>) =>
		snapshotCommand(from, {...draft, ...change});
	const named = {name: 'win', tag: '11', capabilities: ['custom:tax prep']};
	expect(
		commandOf(windows, {...named, method: 'stop', stopTimeout: 300, acceptUnclean: true, overwrite: true}),
	).toBe(
		"ingot create --worker forge-1 --from win11 --name win --tag 11 --capability 'tax prep' --method stop --stop-timeout 300 --accept-unclean --overwrite",
	);
	expect(commandOf(off, {...named, capabilities: [], method: 'off'})).toBe(
		'ingot create --worker forge-1 --from win11 --name win --tag 11 --allow-stopped',
	);
	expect(commandOf(source, {...named, capabilities: [], variables: {TOKEN: false}, method: 'pause'})).toBe(
		'ingot create --worker forge-1 --from api --name win --tag 11 --drop-env TOKEN --method pause',
	);
});

test('other mounts are listed as left out, but not the disk of Windows', async () => {
	const {screen} = await showForm(windows);
	expect(screen.frame()).not.toContain('win11-storage');
	expect(screen.frame()).toContain('/srv/shared');
});

test('the method is offered where there is more than one, and Enter in the last field reviews', async () => {
	const {screen, drafts} = await showForm(source);
	expect(screen.frame()).toContain('Frozen only while the last changes to its files are copied.');
	await screen.press('enter', 'enter', 'enter', 'right', 'enter');
	expect(drafts.map(draft => draft.method)).toEqual(['pause']);
});

test('where there is one method that does not stop the DevBox, there is nothing to choose', async () => {
	const only = {
		...source,
		diskSpace: {...source.diskSpace, hasGnuCp: false},
		devbox: {...source.devbox, autoRemove: true},
	};
	const {screen, drafts} = await showForm(only);
	expect(screen.frame()).not.toContain('Method');
	await screen.press('enter', 'enter', 'enter');
	expect(drafts.map(draft => draft.method)).toEqual(['pause']);
});

test('an image of very many layers can be flattened', async () => {
	const deep = {...source, image: {...source.image, layers: 127}};
	const {screen, drafts} = await showForm(deep);
	expect(screen.frame()).toContain('The image will have 128 layers');
	await screen.press('ctrl+t');
	expect(screen.frame()).toContain('The image will have one layer');
	await screen.press('ctrl+s');
	expect(drafts.map(draft => draft.flatten)).toEqual([true]);
});

const looked: SnapshotSource = {
	...source,
	detection: {
		tools: [
			{capability: 'git', version: '2.39.5'},
			...Array.from({length: 30}, (_, index) => ({capability: `tool-${index}`, version: `1.${index}`})),
		],
		lookedFor: ['git', 'node'],
	},
};

test('the form shows what was detected, with versions, and what only the label claims', async () => {
	const {screen, drafts} = await showForm(looked);
	expect(screen.frame()).toMatch(/git 2\.39\.5 {3}inherited/u);
	expect(screen.frame()).toMatch(/tool-0 1\.0 .* and \d+ more {3}detected *│\n/u);
	expect(screen.frame()).toMatch(/node {3}in the label but not found/u);
	expect(screen.lines()).toHaveLength(24);
	await screen.press('enter', 'enter');
	await screen.type('tool-29');
	await screen.press('enter');
	expect(screen.frame()).toContain('tool-29 has already been added.');
	await screen.press('ctrl+s');
	expect(drafts[0]?.capabilities).toEqual([]);
	const planned = planSnapshot(looked, draft, {account: alice, host: 'here', ingot: '0'});
	expect(planned.labels['io.clustercode.capabilities']).toMatch(/^git,node,tool-0,.*,tool-29$/u);
	const lines = createLines(looked, draft, {planned, search: undefined});
	expect(lines.find(line => line.text.startsWith('Detected: git 2.39.5, '))?.text).toContain('tool-29 1.29');
	expect(lines.find(line => line.text.startsWith('In the label but not found: node.'))?.tone).toBe('warning');
});

test('where nothing could be detected, the form says why and can be completed', async () => {
	const {screen, drafts} = await showForm({
		...source,
		detection: {tools: [], lookedFor: ['git'], problem: 'odd\u001B[2J why'},
	});
	expect(screen.frame()).toContain('Detection failed: odd why.');
	expect(screen.frame()).not.toContain('not found');
	await screen.press('ctrl+s');
	expect(drafts).toHaveLength(1);
});

test('a capability that is already there is not added again: a note says so, and nothing is refused', async () => {
	const {screen, drafts} = await showForm(source);
	await screen.press('enter', 'enter');
	await screen.type('git');
	await screen.press('enter');
	expect(screen.frame()).toContain('git has already been added.');
	await screen.type('tax');
	expect(screen.frame()).not.toContain('already been added');
	await screen.press('enter');
	await screen.type('TAX, Node, erp,');
	expect(screen.frame()).toContain('#erp');
	await screen.type('node');
	await screen.press('ctrl+s');
	expect(drafts.map(each => each.capabilities)).toEqual([['custom:tax', 'custom:erp']]);
});

test.each([
	['stop', 'Off about 10 s. The DevBox stops briefly. Windows is shut down'],
	[
		'live',
		'Frozen about 0.2 s. The DevBox is not stopped. Windows keeps running and is frozen for a fraction of a second',
	],
] as const)('the last page before a snapshot by %s says what happens to the DevBox', (method, words) => {
	const roomy = {...windows, diskSpace: {...windows.diskSpace, storageFreeBytes: 1e12}};
	const planned = planSnapshot(roomy, {...draft, method}, {account: alice, host: 'here', ingot: '0'});
	const lines = createLines(roomy, {...draft, method}, {planned, search: undefined});
	expect(lines.find(line => line.text.includes(words))?.tone).toBe('warning');
	expect(lines.some(line => line.text.includes('crash-consistent'))).toBe(method === 'live');
});
