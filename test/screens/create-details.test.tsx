import {expect, test} from 'vitest';
import type {Draft, SnapshotSource} from '../../source/model/snapshot.ts';
import {CreateDetails} from '../../source/screens/create-details.tsx';
import {source} from '../plan/sources.ts';
import {showScreen} from './show-app.tsx';

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
