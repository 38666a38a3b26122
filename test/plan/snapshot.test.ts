import {describe, expect, test} from 'vitest';
import {snapshotLabels, snapshotPlan} from '../../source/plan/snapshot.ts';
import {draft, request, source} from './sources.ts';

const id = source.devbox.id;
const twin = 'ingot-twin-20261123-171600-k3x9';
const script = (...argv: string[]) => ['sh', './linux-snapshot.sh', ...argv];

test('every snapshot has the labels of the table', () => {
	expect(snapshotLabels({...request, draft: {...draft, capabilities: ['custom:erp', 'node']}})).toEqual({
		'io.clustercode.managed': 'true',
		'io.clustercode.os': 'linux',
		'io.clustercode.owner': 'alice',
		'io.clustercode.source': 'DevBox-commit',
		'io.clustercode.capabilities': 'git,node,custom:erp',
		'io.clustercode.launched-by': '',
		'io.clustercode.cloud-worker': '',
		'io.clustercode.job': '20261123-171600-k3x9',
		'org.opencontainers.image.created': '2026-11-23T17:16:00.000Z',
		'org.opencontainers.image.title': 'web',
		'org.opencontainers.image.version': '1',
		'org.opencontainers.image.base.name': 'localhost/node-base:22',
		'org.opencontainers.image.base.digest': 'sha256:beef',
	});
});

test('without a tag the version is latest', () => {
	expect(snapshotLabels({...request, draft: {...draft, tag: ''}})).toMatchObject({
		'org.opencontainers.image.version': 'latest',
	});
});

test('the twin is frozen only while its layer is copied, and committed when it runs again', () => {
	const {steps, locks} = snapshotPlan(request);
	expect(steps.map(step => [step.id, step.undo, step.settles])).toEqual([
		['check', undefined, undefined],
		['prepare', ['podman', 'rm', '--force', '--ignore', twin], undefined],
		['pause', script('resume', id), undefined],
		['capture', undefined, undefined],
		['resume', undefined, 'pause'],
		['commit', script('uncommit', request.job), undefined],
		['clean-up', undefined, 'prepare'],
		['label-check', script('unfinish', 'localhost/web:1'), undefined],
	]);
	expect(locks).toEqual([`devbox-${id}`, 'image-web@1']);
});

test('with the method pause it is frozen until the commit has ended', () => {
	const {steps} = snapshotPlan({...request, method: 'pause'});
	expect(steps.map(step => step.id)).toEqual(['check', 'pause', 'commit', 'resume', 'label-check']);
	expect(steps[2]?.argv.slice(0, 5)).toEqual(script('commit', id, 'true'));
});

test('the twin is committed with the user and the folder that its clone lost', () => {
	const devbox = {...source.devbox, user: '1000:1000', workdir: '/home/a "b"'};
	const {steps} = snapshotPlan({...request, source: {...source, devbox}});
	expect(steps.find(step => step.id === 'commit')?.argv.slice(0, 9)).toEqual(
		script('commit', twin, 'false', '--change', 'USER 1000:1000', '--change', 'WORKDIR /home/a "b"'),
	);
});

describe.each(['twin', 'pause'] as const)('with the method %s', method => {
	test.each([`it's "q" $(id) \`x\` \\ é😀`, '--privileged', '', 'a=b', '"'])(
		'an owner %j stays one word and is exact in label and check',
		user => {
			const {steps} = snapshotPlan({...request, method, user});
			expect(steps.find(step => step.id === 'check')?.argv[4]).toBe(user);
			expect(steps.find(step => step.id === 'commit')?.argv).toContain(
				`LABEL io.clustercode.owner="${user}"`,
			);
			expect(steps.at(-1)?.argv).toContain(`io.clustercode.owner=${user}`);
		},
	);

	test('the name is given last, and steps have different ids', () => {
		const {steps} = snapshotPlan({...request, method});
		expect(steps.slice(0, -1).some(step => step.argv.includes('tag'))).toBe(false);
		expect(new Set(steps.map(step => step.id)).size).toBe(steps.length);
	});

	test('what is settled stands before what settles it', () => {
		const {steps} = snapshotPlan({...request, method});
		for (const [at, {settles}] of steps.entries()) {
			if (settles !== undefined)
				expect(steps.slice(0, at).some(step => step.id === settles && step.undo)).toBe(true);
		}
	});
});
