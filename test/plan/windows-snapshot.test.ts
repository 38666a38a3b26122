import {expect, test} from 'vitest';
import {diskSpaceLines, neededBytes} from '../../source/model/snapshot-methods.ts';
import {chooseMethod} from '../../source/plan/snapshot-method.ts';
import {windowsSnapshotPlan} from '../../source/plan/windows-snapshot.ts';
import {request as linuxRequest, source as linuxSource} from './sources.ts';

const gib = 1024 ** 3;
const devbox = {
	...linuxSource.devbox,
	labels: {...linuxSource.devbox.labels, 'io.clustercode.os': 'windows'},
	imageReference: 'localhost/windows-base:11',
};
const source = {...linuxSource, devbox};
const roomy = {...source, diskSpace: {...source.diskSpace, storageFreeBytes: 3 * gib}};
const request = {...linuxRequest, source, method: 'stop' as const};
const {id, imageId} = devbox;
const script = (...argv: string[]) => ['sh', './windows-disk-snapshot.sh', ...argv];

test('Windows is off only while its disk is copied; every step is undone unless superseded', () => {
	const {steps, locks, done} = windowsSnapshotPlan(request);
	expect(steps.map(step => [step.id, step.undo, step.settles])).toEqual([
		['check', undefined, undefined],
		['prepare', script('unprepare'), undefined],
		['stop', script('bring_windows_back', id, '250'), undefined],
		['copy', script('uncopy'), undefined],
		['start', undefined, 'stop'],
		['proof', script('unproof'), undefined],
		['boot', undefined, undefined],
		['convert', script('unconvert'), undefined],
		['bake', script('uncommit', request.job), undefined],
		['verify', script('unverify'), undefined],
		['clean-up', undefined, 'prepare'],
		['label-check', script('unfinish', 'localhost/web:1'), undefined],
	]);
	expect(locks).toEqual([`devbox-${id}`, 'image-web@1']);
	expect(done).toBe('localhost/web:1 is ready.');
});

test('a live snapshot neither stops nor starts it; one step freezes it, and its undo lets it go', () => {
	const {steps, locks, done} = windowsSnapshotPlan({...request, method: 'live'});
	expect(steps.map(step => [step.id, step.undo, step.settles])).toEqual([
		['check', undefined, undefined],
		['prepare', script('unprepare'), undefined],
		['copy', script('uncopy_live', id), undefined],
		['convert', script('unconvert'), undefined],
		['bake', script('uncommit', request.job), undefined],
		['verify', script('unverify'), undefined],
		['clean-up', undefined, 'prepare'],
		['label-check', script('unfinish', 'localhost/web:1'), undefined],
	]);
	expect(steps[0]?.argv).toEqual(script('check_live', id, 'alice', 'localhost/web:1', 'no', 'self-hosted'));
	expect(steps[2]?.argv).toEqual(script('copy_live', id));
	expect(steps.slice(3).map(step => step.id)).toEqual(
		windowsSnapshotPlan(request)
			.steps.slice(7)
			.map(step => step.id),
	);
	expect(steps.at(-1)?.argv).toContain('io.clustercode.unclean=live');
	expect({locks, done}).toEqual({locks: [`devbox-${id}`, 'image-web@1'], done: 'localhost/web:1 is ready.'});
});

test('every step gets its DevBox or image', () => {
	const argvs = new Map(windowsSnapshotPlan(request).steps.map(step => [step.id, step.argv]));
	expect(argvs.get('check')).toEqual(script('check', id, 'alice', 'localhost/web:1', 'no', 'self-hosted'));
	expect(argvs.get('prepare')).toEqual(script('prepare', id, imageId, 'open'));
	expect(argvs.get('convert')).toEqual(script('convert', imageId));
	expect(argvs.get('bake')).toContain('LABEL io.clustercode.os="windows"');
	expect(argvs.get('bake')).toContain('LABEL io.clustercode.launched-by=""');
	expect(argvs.get('label-check')).toContain('io.clustercode.os=windows');
});

test('Ingot’s entrypoint comes before that of the image, whose command and stop signal are kept', () => {
	const argvOf = (image: object) =>
		windowsSnapshotPlan({
			...request,
			source: {...source, image: {...source.image, stopSignal: 'SIGINT', ...image}},
		}).steps.find(step => step.id === 'bake')?.argv;
	const words = ['/usr/bin/tini', '-s', '/run/my entry.sh', '$x "'];
	const argv = argvOf({entrypoint: words, command: ['a b']});
	expect(argv).toContain(`ENTRYPOINT ${JSON.stringify(['/bin/sh', '/golden/entry.sh', ...words])}`);
	expect(argv).toContain('CMD ["a b"]');
	expect(argv).toContain('STOPSIGNAL SIGINT');
	expect(argvOf({entrypoint: ['/bin/sh', '/golden/entry.sh', ...words], command: ['a b']})).toEqual(argv);
});

test('the summary says that it stops, for about how long, and where the image can run', () => {
	const {method, because} = chooseMethod(
		{...source, diskSpace: {...source.diskSpace, layerBytes: 10 * gib}},
		'auto',
	);
	expect(method).toBe('stop');
	expect(because).toContain('about 10240 MiB, roughly 54 s');
	expect(because).toContain('off during the shutdown and the copy');
	expect(because).toContain('The shutdown may take up to 5 min.');
	expect(because).toContain('kills Windows after 110 s');
	expect(because).toContain('about 4 min in total');
	expect(because).toContain('only on workers that can host Windows VMs');
});

test('a live snapshot is only taken when asked for, and says that it is as after a power cut', () => {
	expect(chooseMethod(source, 'stop')).toEqual(chooseMethod(source, 'auto'));
	const {method, because} = chooseMethod(roomy, 'live');
	expect(method).toBe('live');
	expect(because).toContain('keeps running and is frozen for a fraction of a second');
	expect(because).toContain('crash-consistent, as after a power cut');
	expect(because).toContain('only on workers that can host Windows VMs');
});

test('the summary shows needed and free space of each file system', () => {
	expect(diskSpaceLines('stop', source)).toEqual([
		'Needs 6.71 GB in /var/lib/containers/storage, including temporary files (107 GB free).',
	]);
	const apart = {...roomy, diskSpace: {...roomy.diskSpace, sameFilesystem: false, tmpFreeBytes: 9e9}};
	expect(diskSpaceLines('live', apart)).toEqual([
		'Needs 3.49 GB in /var/lib/containers/storage (107 GB free).',
		'Needs 3.22 GB for temporary files (9 GB free).',
		'Needs 2.42 GB next to the Windows disk, for its copy (3.22 GB free).',
	]);
});

test('it needs a little more than five times the used size of the disk', () => {
	const needed = (bytes: number) => neededBytes('stop', bytes).graph + neededBytes('stop', bytes).tmp;
	expect(needed(gib) / gib).toBe(6.25);
	expect(needed(64 * gib) / gib).toBe(5 * 64 + 2);
});

test.each([
	['a method for Linux', source, 'staging'],
	['a method for Linux', source, 'pause'],
	['a rootless Podman', {...source, facts: {...source.facts, rootless: true}}, 'auto'],
	['too little room', {...source, diskSpace: {...source.diskSpace, graphFreeBytes: 6 * gib}}, 'auto'],
	[
		'a live snapshot with too little room',
		{...roomy, diskSpace: {...roomy.diskSpace, graphFreeBytes: 6 * gib}},
		'live',
	],
	[
		'a live snapshot with too little room beside the disk',
		{...roomy, diskSpace: {...roomy.diskSpace, storageFreeBytes: gib}},
		'live',
	],
	['a live snapshot of a Linux DevBox', linuxSource, 'live'],
	['a shutdown of a Linux DevBox', linuxSource, 'stop'],
] as const)('%s is refused', (_title, from, wanted) => {
	expect(() => chooseMethod(from, wanted)).toThrow(expect.objectContaining({kind: 'refused'}));
});
