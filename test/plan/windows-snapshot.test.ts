import {expect, test} from 'vitest';
import {chooseMethod, neededBytes} from '../../source/plan/snapshot-method.ts';
import {windowsSnapshotPlan} from '../../source/plan/windows-snapshot.ts';
import {request as linuxRequest, source as linuxSource} from './sources.ts';

const gib = 1024 ** 3;
const devbox = {
	...linuxSource.devbox,
	labels: {...linuxSource.devbox.labels, 'io.clustercode.os': 'windows'},
	imageReference: 'localhost/windows-base:11',
};
const source = {...linuxSource, devbox};
const request = {...linuxRequest, source, method: 'stop' as const};
const {id, imageId} = devbox;
const script = (...argv: string[]) => ['sh', './windows-disk-snapshot.sh', ...argv];

test('Windows is off only while its disk is copied; everything is taken back but what is settled', () => {
	const {steps, locks, done} = windowsSnapshotPlan(request);
	expect(steps.map(step => [step.id, step.undo, step.settles])).toEqual([
		['check', undefined, undefined],
		['prepare', script('unprepare'), undefined],
		['stop', script('bring_back', id), undefined],
		['copy', script('uncopy'), undefined],
		['start', undefined, 'stop'],
		['convert', script('unconvert'), undefined],
		['bake', script('uncommit', request.job), undefined],
		['verify', script('unverify'), undefined],
		['clean-up', undefined, 'prepare'],
		['label-check', script('unfinish', 'localhost/web:1'), undefined],
	]);
	expect(locks).toEqual([`devbox-${id}`, 'image-web@1']);
	expect(done).toBe('localhost/web:1 is ready.');
});

test('every step gets what it acts on', () => {
	const argvs = new Map(windowsSnapshotPlan(request).steps.map(step => [step.id, step.argv]));
	expect(argvs.get('check')).toEqual(script('check', id, 'alice', 'localhost/web:1', 'no', 'self-hosted'));
	expect(argvs.get('prepare')).toEqual(script('prepare', id, imageId));
	expect(argvs.get('convert')).toEqual(script('convert', imageId));
	expect(argvs.get('bake')).toContain('LABEL io.clustercode.os="windows"');
	expect(argvs.get('bake')).toContain('LABEL io.clustercode.launched-by=""');
	expect(argvs.get('label-check')).toContain('io.clustercode.os=windows');
});

test('the summary tells that it stops, for how long about, and where the image can run', () => {
	const {method, because} = chooseMethod({...source, room: {...source.room, layerBytes: 10 * gib}}, 'auto');
	expect(method).toBe('stop');
	expect(because).toContain('about 10240 MiB, some 54 s');
	expect(because).toContain('only on workers that can host Windows VMs');
});

test('it takes five times what the disk takes, and a little', () => {
	const needed = (bytes: number) => neededBytes('stop', bytes).graph + neededBytes('stop', bytes).tmp;
	expect(needed(gib) / gib).toBe(6.25);
	expect(needed(64 * gib) / gib).toBe(5 * 64 + 2);
});

test.each([
	['a method for Linux', source, 'twin'],
	['a method for Linux', source, 'pause'],
	['a rootless Podman', {...source, facts: {...source.facts, rootless: true}}, 'auto'],
	['too little room', {...source, room: {...source.room, graphFreeBytes: 6 * gib}}, 'auto'],
] as const)('%s is refused', (_title, from, wanted) => {
	expect(() => chooseMethod(from, wanted)).toThrow(expect.objectContaining({kind: 'refused'}));
});
