import {expect, test} from 'vitest';
import {planSnapshot} from '../../source/jobs/create-image.ts';
import type {Draft, SnapshotSource} from '../../source/model/snapshot.ts';
import {CreateDetails} from '../../source/screens/create-details.tsx';
import {reviewLines} from '../../source/screens/review-lines.ts';
import {draft, source} from '../plan/sources.ts';
import {alice, showScreen} from './show-app.tsx';

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

const form = async (from: SnapshotSource) => {
	const drafts: Draft[] = [];
	const screen = await showScreen(
		<CreateDetails source={from} onNext={draft => drafts.push(draft)} onBack={() => {}} />,
		{columns: 80, rows: 24},
	);
	return {screen, drafts};
};

test('a Windows DevBox is stopped unless a live snapshot is chosen, which says that it is as after a power cut', async () => {
	const {screen, drafts} = await form(windows);
	expect(screen.frame()).toContain('Windows is shut down, its disk copied');
	await screen.press('ctrl+s', 'enter', 'enter', 'enter', 'right');
	expect(screen.frame()).toContain('❯ live (crash-consistent)');
	expect(screen.frame()).toContain('frozen for a moment; the disk is as after a power cut');
	await screen.press('enter');
	expect(drafts.map(draft => draft.method)).toEqual(['stop', 'live']);
});

test('the disk of Windows is not told to be left out, other mounts are', async () => {
	const {screen} = await form(windows);
	expect(screen.frame()).not.toContain('win11-storage');
	expect(screen.frame()).toContain('/srv/shared');
});

test('a Linux DevBox has no method to choose, and Enter in the last field reviews', async () => {
	const {screen, drafts} = await form(source);
	expect(screen.frame()).not.toContain('Method');
	await screen.press('enter', 'enter', 'enter');
	expect(drafts.map(draft => draft.method)).toEqual(['auto']);
});

test('a capability that is there already is not added again: a note says so, and nothing stops', async () => {
	const {screen, drafts} = await form(source);
	await screen.press('enter', 'enter');
	await screen.type('git');
	await screen.press('enter');
	expect(screen.frame()).toContain('git is already there.');
	await screen.type('tax');
	expect(screen.frame()).not.toContain('already there');
	await screen.press('enter');
	await screen.type('TAX, Node, erp,');
	expect(screen.frame()).toContain('#erp');
	await screen.type('node');
	await screen.press('ctrl+s');
	expect(drafts.map(each => each.capabilities)).toEqual([['custom:tax', 'custom:erp']]);
});

test.each([
	['stop', 'The DevBox stops briefly. Windows is shut down'],
	['live', 'The DevBox is not stopped. Windows runs on and is frozen for a fraction of a second'],
] as const)('the last page before a snapshot by %s says what happens to the DevBox', (method, words) => {
	const roomy = {...windows, room: {...windows.room, storageFreeBytes: 1e12}};
	const planned = planSnapshot(roomy, {...draft, method}, {account: alice, host: 'here', ingot: '0'});
	const lines = reviewLines(roomy, planned);
	expect(lines.find(line => line.text.startsWith(words))?.tone).toBe('warning');
	expect(lines.some(line => line.text.includes('crash-consistent'))).toBe(method === 'live');
});
