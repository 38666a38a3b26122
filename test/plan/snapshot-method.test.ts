import {expect, test} from 'vitest';
import type {SnapshotSource} from '../../source/model/snapshot.ts';
import {neededBytes, possibleMethods} from '../../source/model/snapshot-methods.ts';
import {chooseMethod} from '../../source/plan/snapshot-method.ts';
import {source} from './sources.ts';

const gib = 1024 ** 3;
const withRoom = (diskSpace: Partial<SnapshotSource['diskSpace']>): SnapshotSource => ({
	...source,
	diskSpace: {...source.diskSpace, ...diskSpace},
});
const withLayer = (layer: Partial<SnapshotSource['devbox']['layer']>): SnapshotSource => ({
	...source,
	devbox: {...source.devbox, layer: {...source.devbox.layer, ...layer}},
});
const withFacts = (facts: Partial<SnapshotSource['facts']>): SnapshotSource => ({
	...source,
	facts: {...source.facts, ...facts},
});

test('a staging container is used if possible', () => {
	expect(chooseMethod(source, 'auto').method).toBe('staging');
	expect(chooseMethod(source, 'staging').method).toBe('staging');
	expect(chooseMethod(source, 'pause').method).toBe('pause');
});

test.each<[string, SnapshotSource, RegExp]>([
	['the storage driver is vfs', withLayer({driver: 'vfs'}), /storage driver is vfs/u],
	['there is no upper directory', withLayer({upperDir: undefined}), /storage driver/u],
	['Podman is rootless', withFacts({rootless: true}), /rootless/u],
	['cp is not GNU', withRoom({hasGnuCp: false}), /cp on the worker cannot/u],
	[
		'there is no disk space for the copy',
		withRoom({graphFreeBytes: 3.5 * gib}),
		/not enough disk space for a copy/u,
	],
])('where %s it is paused for the whole commit, and why is told', (_, from, why) => {
	const chosen = chooseMethod(from, 'auto');
	expect(chosen.method).toBe('pause');
	expect(chosen.because).toMatch(why);
	expect(() => chooseMethod(from, 'staging')).toThrow(expect.objectContaining({kind: 'refused'}));
});

test('rootless on cgroup v1 is refused, except for an explicit restart', () => {
	const from = withFacts({rootless: true, cgroupVersion: 'v1'});
	for (const wanted of ['auto', 'pause', 'staging'] as const) {
		expect(() => chooseMethod(from, wanted)).toThrow(expect.objectContaining({kind: 'refused'}));
	}
	expect(chooseMethod(from, 'restart')).toMatchObject({
		method: 'restart',
		because: expect.stringContaining('its processes end'),
	});
});

test('a commit needs the layer twice in temporary files and once in the storage, staging once more', () => {
	const spare = 32 * 1024 ** 2;
	expect(neededBytes('pause', gib)).toEqual({graph: gib + spare, tmp: 2 * gib + spare});
	expect(neededBytes('staging', gib)).toEqual({graph: 2 * gib + spare, tmp: 2 * gib + spare});
});

test('two file systems are checked separately', () => {
	const apart = {sameFilesystem: false, graphFreeBytes: 2.5 * gib};
	expect(chooseMethod(withRoom({...apart, tmpFreeBytes: 2.5 * gib}), 'auto').method).toBe('staging');
	expect(chooseMethod(withRoom({...apart, tmpFreeBytes: gib}), 'auto').method).toBe('pause');
});

const mapped = {isIdMapped: true, idMap: {uids: ['0:100000:65536'], gids: ['0:100000:65536']}};

test('mapped ids are translated in a copy; without one a commit would change all owners, so it is refused', () => {
	expect(chooseMethod(withLayer(mapped), 'auto').method).toBe('staging');
	expect(() => chooseMethod(withLayer(mapped), 'pause')).toThrow(/owners of its files/u);
	for (const from of [
		withLayer({isIdMapped: true}),
		{...withLayer(mapped), diskSpace: {...source.diskSpace, hasGnuCp: false}},
	]) {
		expect(() => chooseMethod(from, 'auto')).toThrow(/owners of its files/u);
	}
});

test.each<[string, SnapshotSource, readonly string[]]>([
	['all', source, ['staging', 'pause', 'restart']],
	['not a copy', withRoom({hasGnuCp: false}), ['pause', 'restart']],
	['not a stop', {...source, devbox: {...source.devbox, autoRemove: true}}, ['staging', 'pause']],
	['only a copy', withLayer(mapped), ['staging', 'restart']],
	['only a stop', withFacts({rootless: true, cgroupVersion: 'v1'}), ['restart']],
	['rootless with cgroup v2', withFacts({rootless: true}), ['pause', 'restart']],
	[
		'nothing',
		{...withLayer({isIdMapped: true}), devbox: {...withLayer({isIdMapped: true}).devbox, autoRemove: true}},
		[],
	],
])('the methods that are possible are offered, the gentlest first: %s', (_, from, methods) => {
	expect(possibleMethods(from)).toEqual(methods);
});
