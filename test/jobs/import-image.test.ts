import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {importWarning, planImport} from '../../source/jobs/import-image.ts';
import {importedName} from '../../source/jobs/imported-name.ts';
import type {CopyTarget} from '../../source/model/copy.ts';
import {archiveOf, folderForTest, madeImage, read} from '../archive/made-image.ts';

const requester = {
	account: {user: 'alice', plan: 'pro', role: 'member'},
	host: 'laptop',
	ingot: '0.1.0',
} as const;
const target: CopyTarget = {
	worker: {name: 'forge-2', kind: 'self-hosted'},
	windows: {kvm: 'absent', hasTun: false, memoryBytes: 8e9},
	holder: undefined,
	hasImage: false,
	layers: new Set(),
};
const wish = {reference: 'localhost/web:1', overwrite: false, force: false};

describe('the name of an imported image', () => {
	test.each<readonly [string | undefined, {name?: string; tag?: string}, string]>([
		['localhost/web:1', {}, 'localhost/web:1'],
		['docker.io/library/web:1.2', {}, 'localhost/web:1.2'],
		['quay.io:443/team/web', {}, 'localhost/web:latest'],
		['localhost/web:1', {tag: '2'}, 'localhost/web:2'],
		['localhost/web:1', {name: 'shop'}, 'localhost/shop:1'],
		[undefined, {name: 'shop', tag: '3'}, 'localhost/shop:3'],
	])('an archive that says %s, with %j, gives %s', (name, wanted, reference) => {
		expect(importedName({name, title: 'web.tar'}, wanted)).toBe(reference);
	});

	test.each([undefined, 'latest'])('an archive that says %s needs one', name => {
		expect(() => importedName({name, title: 'web.tar'}, {})).toThrow('web.tar does not say what');
	});

	test('a name that Podman would refuse is refused at once', () => {
		expect(() => importedName({name: undefined, title: 'web.tar'}, {name: 'Web'})).toThrow(
			'The name Web: cannot be used. Use lowercase letters.',
		);
	});
});

describe('an import', () => {
	const layers = [Buffer.from('one'.repeat(300)), Buffer.from('two'.repeat(300))];
	const source = madeImage(layers);
	const archive = async (labels = {}) => {
		const file = path.join(folderForTest(), 'image.tar');
		writeFileSync(file, await archiveOf(madeImage(layers, labels), layers));
		return read(file);
	};

	test('is a job that says where the image came from', async () => {
		const planned = planImport({archive: await archive(), target}, wish, requester);
		expect(planned?.request).toMatchObject({
			kind: 'import',
			worker: 'forge-2',
			title: 'Import web:1 from image.tar',
		});
		expect(planned?.plan.steps.at(-1)?.argv.slice(2)).toEqual([
			'finish_copy',
			source.image.id,
			'localhost/web:1',
			'the archive image.tar',
		]);
	});

	test('sends only the layers that the worker lacks', async () => {
		const has = new Set([source.layers[0]?.hex ?? '']);
		const planned = planImport({archive: await archive(), target: {...target, layers: has}}, wish, requester);
		expect(planned?.missing).toEqual([source.layers[1]]);
	});

	test('is refused where another image has the name, unless it may be replaced', async () => {
		const taken = {archive: await archive(), target: {...target, holder: 'e'.repeat(64)}};
		expect(() => planImport(taken, wish, requester)).toThrow('localhost/web:1 on forge-2 is another image.');
		expect(planImport(taken, {...wish, overwrite: true}, requester)).toBeDefined();
	});

	test('of a Windows image needs a worker that can run it', async () => {
		const windows = {archive: await archive({'io.clustercode.os': 'windows'}), target};
		expect(() => planImport(windows, wish, requester)).toThrow('cannot run on forge-2');
	});

	test('warns of an image without the labels of Ingot', () => {
		expect(importWarning({})).toContain('This is no golden image');
		expect(importWarning({'io.clustercode.managed': 'true'})).toBeUndefined();
	});
});
