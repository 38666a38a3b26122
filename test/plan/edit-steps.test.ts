import {expect, test} from 'vitest';
import type {ImageEdit} from '../../source/model/image-edits.ts';
import type {Draft, SnapshotMethod} from '../../source/model/snapshot.ts';
import {editing, editsText} from '../../source/plan/edit-steps.ts';
import {identityIds} from '../../source/plan/identity.ts';
import {snapshotFiles, snapshotPlan} from '../../source/plan/linux-snapshot.ts';
import {draft, request} from './sources.ts';

const remove: ImageEdit = {act: 'remove', path: '/srv/data'};
const erase: ImageEdit = {act: 'remove', path: '/etc/motd', everywhere: true};

const planOf = (method: SnapshotMethod, more: Partial<Draft>) => {
	const wanted = {...request, method, draft: {...draft, ...more}};
	const {steps} = snapshotPlan(wanted);
	const [commit = [], rewrite = []] = ['commit', 'rewrite'].map(
		id => steps.find(step => step.id === id)?.argv ?? [],
	);
	return {
		ids: steps.map(({id}) => id),
		squashes: {commit: commit.includes('--squash'), rewrite: rewrite.includes('--squash')},
		layers: snapshotFiles(wanted)
			.find(({name}) => name === 'configuration')
			?.text.match(/number of layers: (\d+)/u)?.[1],
		extent: steps.find(({id}) => id === 'verify')?.argv[5],
	};
};

test.each<readonly [string, SnapshotMethod, Partial<Draft>, readonly string[], string, string]>([
	['nothing is edited', 'staging', {}, [], '4', 'all'],
	['a copy is edited before its commit', 'staging', {edits: [remove]}, ['edit'], '4', 'all'],
	['what the base image has makes one layer', 'staging', {edits: [remove, erase]}, ['edit'], '1', 'flat'],
	[
		'a squashed image is one layer anyway',
		'staging',
		{edits: [remove], flatten: true},
		['edit'],
		'1',
		'flat',
	],
	[
		'without a copy the image is edited after its commit',
		'pause',
		{edits: [remove]},
		['rewrite'],
		'1',
		'flat',
	],
	['so it is when the DevBox is stopped', 'restart', {edits: [erase]}, ['rewrite'], '1', 'flat'],
])('%s (%s, %s)', (...[_, method, more, edits, layers, extent]) => {
	const plan = planOf(method, more);
	expect(plan.ids.filter(id => id === 'edit' || id === 'rewrite')).toEqual(edits);
	const at = (id: string) => plan.ids.indexOf(id);
	if (edits.includes('edit')) {
		expect(at('resume')).toBeLessThan(at('edit'));
		expect(at('edit')).toBeLessThan(at('commit'));
	}
	if (edits.includes('rewrite')) expect(at('commit')).toBeLessThan(at('rewrite'));
	expect(plan).toMatchObject({layers, extent});
	// The script squashes the second commit itself.
	expect(plan.squashes).toEqual({commit: layers === '1' && method === 'staging', rewrite: false});
});

test('the second commit has the options of the first, and its undo removes the containers', () => {
	const {after} = editing({...request, method: 'pause', draft: {...draft, edits: [remove]}}, false, [
		'--format',
		'oci',
	]);
	expect(after).toMatchObject([
		{
			argv: [
				...[
					'sh',
					'./linux-snapshot.sh',
					'rewrite',
					'd'.repeat(64),
					'b'.repeat(64),
					'all',
					identityIds(undefined),
				],
				...['--format', 'oci'],
			],
			undo: ['sh', './linux-snapshot.sh', 'unrewrite', request.job],
		},
	]);
});

test('edits are one line each, and only escaped paths are written', () => {
	const blank: ImageEdit = {
		act: 'blank',
		path: '/e',
		sizeBytes: 9,
		ranges: [
			[0, 2],
			[5, 1],
		],
	};
	expect(editsText([remove, erase, {act: 'empty', path: '/a b\\0012'}, blank])).toBe(
		'remove /srv/data\nerase /etc/motd\nempty /a b\\0012\nblank 9 0+2,5+1 /e\n',
	);
	for (const path of ['srv', '/a\nremove /b', '', '/a\u{9b}'])
		expect(() => editsText([{act: 'remove', path}])).toThrow(
			'A path to leave out of the image is not allowed.',
		);
});
