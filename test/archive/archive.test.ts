import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {gzipSync, zstdCompressSync} from 'node:zlib';
import {describe, expect, onTestFinished, test} from 'vitest';
import {indexArchive} from '../../source/archive/index-archive.ts';
import {packImage} from '../../source/archive/pack-image.ts';
import {readArchived} from '../../source/archive/read-archived.ts';
import {packFiles} from '../../source/context/pack-layers.ts';
import {archiveOf, folderForTest, hexOf, madeImage, read, tarOf} from './made-image.ts';

const layers = [randomBytes(30_000), randomBytes(700), randomBytes(512)];
const source = madeImage(layers);

const saved = (bytes: Uint8Array): string => {
	const file = path.join(folderForTest(), 'image.tar');
	writeFileSync(file, bytes);
	return file;
};
const contentOf = async (file: string): Promise<Buffer> => {
	const {entries, layers: found} = await read(file);
	const chunks: Uint8Array[] = [];
	for await (const chunk of readArchived(file, {entries, layers: found}, new AbortController().signal))
		chunks.push(chunk);
	return Buffer.concat(chunks);
};

describe('an archive that was exported', () => {
	test('has the announced length, and tar lists every blob under its digest', async () => {
		const bytes = await archiveOf(source, layers);
		expect(bytes.length).toBe(packImage(source).bytes);
		const folder = folderForTest();
		execFileSync('tar', ['-xf', '-', '-C', folder], {input: bytes});
		const said = execFileSync('sh', ['-c', 'cd blobs/sha256 && sha256sum *'], {
			cwd: folder,
			encoding: 'utf8',
		});
		for (const line of said.trim().split('\n')) expect(line.slice(0, 64)).toBe(line.slice(66));
		expect(said.split('\n').length - 1).toBe(layers.length + 3);
		const index = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8'));
		expect(index.manifests[0].digest).toBe(`sha256:${hexOf(source.manifest.text)}`);
	});

	test('has each layer once, also one that the image has twice', async () => {
		const twice = [...layers, layers[0] ?? Buffer.of()];
		const bytes = await archiveOf(madeImage(twice), twice);
		expect(bytes.length).toBe(packImage(madeImage(twice)).bytes);
		expect(bytes.length).toBeLessThan((await archiveOf(source, layers)).length + 2048);
	});

	test('gives the same image, name, labels and list of packages back', async () => {
		const archive = await read(saved(await archiveOf(source, layers)));
		expect(archive).toMatchObject({
			id: source.image.id,
			name: 'localhost/web:1',
			layers: source.layers,
			manifest: source.manifest,
			config: source.config,
			sbom: source.sbom,
		});
		expect(await contentOf(archive.file)).toEqual(Buffer.concat(layers));
	});

	test('of many megabytes is read without a listener for each piece of it', async () => {
		const large = [randomBytes(24_000_000)];
		const file = saved(await archiveOf(madeImage(large), large));
		const warnings: string[] = [];
		const note = ({message}: Error) => void warnings.push(message);
		process.on('warning', note);
		onTestFinished(() => void process.off('warning', note));
		const {entries, layers: found} = await read(file);
		let bytes = 0;
		for await (const chunk of readArchived(file, {entries, layers: found}, new AbortController().signal)) {
			bytes += chunk.length;
			// A connection takes them more slowly than a disk gives them.
			await setTimeout(1);
		}
		expect(bytes).toBe(large[0]?.length);
		expect(warnings).toEqual([]);
	});

	test('is refused when a layer has another content than its digest says', async () => {
		const other = layers.map((each, index) => (index === 1 ? randomBytes(each.length) : each));
		await expect(archiveOf(source, other)).rejects.toThrow('was damaged on the disk of the worker');
	});
});

describe('an archive that is damaged', () => {
	test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])('is refused when it ends after %i tenths of it', async tenth => {
		const bytes = await archiveOf(source, layers);
		const file = saved(bytes.subarray(0, Math.floor((bytes.length * tenth) / 10)));
		await expect(read(file)).rejects.toThrow(/ends in the middle|not complete|no archive of an image/u);
	});

	test('is refused when a byte of a blob is another', async () => {
		const bytes = await archiveOf(source, layers);
		for (const layer of layers) {
			const copy = Buffer.from(bytes);
			const at = copy.indexOf(layer) + layer.length - 1;
			copy[at] = (copy[at] ?? 0) ^ 1;
			await expect(read(saved(copy))).rejects.toThrow('The archive is damaged: the blob');
		}
	});

	test('is refused when any byte is another and its checksum is known', async () => {
		const bytes = await archiveOf(source, layers);
		const checksum = hexOf(bytes);
		expect((await read(saved(bytes), {checksum})).hex).toBe(checksum);
		const copy = Buffer.from(bytes);
		// Between two files, where nothing else would notice.
		copy[bytes.indexOf(layers[1] ?? '') + 705] = 1;
		expect((await read(saved(copy))).id).toBe(source.image.id);
		await expect(read(saved(copy), {checksum})).rejects.toThrow('does not have the expected SHA-256');
	});

	test.each([
		['a text', Buffer.from('hello '.repeat(1000))],
		['nothing', Buffer.of()],
	])('is refused when it is %s', async (_, bytes) => {
		await expect(read(saved(bytes))).rejects.toThrow('is no archive of an image');
	});

	test('is refused when it does not exist', async () => {
		await expect(read('/nowhere/image.tar')).rejects.toThrow('/nowhere/image.tar does not exist.');
	});
});

describe('archives of other programs', () => {
	const dockerFiles = (images: readonly {config: string; tags: readonly string[] | null}[]) => ({
		...Object.fromEntries(images.map(({config}) => [`${hexOf(config)}.json`, config])),
		...Object.fromEntries(layers.map(each => [`${hexOf(each)}.tar`, each])),
		'manifest.json': JSON.stringify(
			images.map(({config, tags}) => ({
				Config: `${hexOf(config)}.json`,
				RepoTags: tags,
				Layers: layers.map(each => `${hexOf(each)}.tar`),
			})),
		),
	});

	test('one of docker gives the same image', async () => {
		const file = tarOf(dockerFiles([{config: source.config, tags: ['docker.io/library/web:1']}]));
		const archive = await read(file);
		expect(archive).toMatchObject({
			id: source.image.id,
			name: 'docker.io/library/web:1',
			layers: source.layers,
		});
		expect(JSON.parse(archive.manifest.text).layers.map((each: {size: number}) => each.size)).toEqual(
			layers.map(each => each.length),
		);
	});

	test('of several images, one is chosen by its name', async () => {
		const other = madeImage(layers, {'io.clustercode.owner': 'bob'});
		const file = tarOf(
			dockerFiles([
				{config: source.config, tags: ['localhost/web:1']},
				{config: other.config, tags: ['localhost/web:2']},
			]),
		);
		await expect(read(file)).rejects.toThrow('holds several images: localhost/web:1, localhost/web:2.');
		expect((await read(file, {image: 'web:2'})).id).toBe(other.image.id);
		await expect(read(file, {image: 'web:3'})).rejects.toThrow('holds no image web:3.');
	});

	test.each([
		['gzip', (bytes: Buffer) => gzipSync(bytes)],
		['zstd', (bytes: Buffer) => zstdCompressSync(bytes)],
	])('one that is compressed by %s is read, and a part of it refused', async (_, compress) => {
		const bytes = compress(await archiveOf(source, layers));
		const file = saved(bytes);
		expect((await read(file)).id).toBe(source.image.id);
		expect(await contentOf(file)).toEqual(Buffer.concat(layers));
		await expect(read(saved(bytes.subarray(0, bytes.length / 2)))).rejects.toThrow(
			/ends in the middle|damaged|no archive/u,
		);
	});

	test('layers that are compressed in it arrive as the storage has them', async () => {
		const compressed = layers.map((each, index) => (index === 1 ? zstdCompressSync(each) : gzipSync(each)));
		const plain = JSON.parse(source.manifest.text);
		const manifest = JSON.stringify({
			...plain,
			layers: compressed.map(each => ({
				mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
				digest: `sha256:${hexOf(each)}`,
				size: each.length,
			})),
		});
		const blobs = [...compressed, Buffer.from(manifest), Buffer.from(source.config)];
		const file = tarOf({
			...Object.fromEntries(blobs.map(each => [`blobs/sha256/${hexOf(each)}`, each])),
			'index.json': JSON.stringify({
				manifests: [{mediaType: source.manifest.type, digest: `sha256:${hexOf(manifest)}`}],
			}),
		});
		const archive = await read(file);
		expect(archive.layers).toEqual(source.layers);
		expect(archive.name).toBeUndefined();
		expect(JSON.parse(archive.manifest.text).layers).toEqual(plain.layers);
		expect(hexOf(await contentOf(file))).toHaveLength(64);
	});

	test('one that lacks a layer is refused', async () => {
		const files = dockerFiles([{config: source.config, tags: ['localhost/web:1']}]);
		const lacking = Object.fromEntries(
			Object.entries(files).filter(([name]) => name !== `${hexOf(layers[1] ?? '')}.tar`),
		);
		await expect(read(tarOf(lacking))).rejects.toThrow(/the layer [0-9a-f]{12} is missing/u);
	});
});

describe('what is no file is refused, and not waited for:', () => {
	test.each([
		['a pipe that nobody writes to', (at: string) => execFileSync('mkfifo', [at])],
		[
			'a link to such a pipe',
			(at: string) => execFileSync('sh', ['-c', 'mkfifo "$1"p; ln -s "$1"p "$1"', '', at]),
		],
		['a device without an end', (at: string) => symlinkSync('/dev/zero', at)],
	])('%s', async (_, make) => {
		const file = path.join(folderForTest(), 'image.tar');
		make(file);
		await expect(read(file)).rejects.toThrow(`${file} is a pipe or a device, not a file.`);
	});

	test('a folder', async () => {
		const folder = folderForTest();
		await expect(read(folder)).rejects.toThrow(`${folder} is a folder, not a file.`);
	});
});

describe('a small archive that holds a great deal, when it is unpacked,', () => {
	const signal = new AbortController().signal;
	const kept = (entries: readonly {readonly text: string | undefined}[]) =>
		entries.reduce((sum, {text}) => sum + (text?.length ?? 0), 0);

	test('has no more than 64 MiB of its texts in memory', async () => {
		const text = `[${' '.repeat(20 * 1024 ** 2)}]`;
		const tar = tarOf({a: text, b: text, c: text, d: text, e: '[]'}, '--sort=name', '--gzip');
		const {entries} = await indexArchive(tar, {signal});
		expect(entries.map(each => each.text !== undefined)).toEqual([true, true, true, false, true]);
		expect(kept(entries)).toBeLessThan(64 * 1024 ** 2);
	});

	test('is no image if it holds files without an end', async () => {
		const chunks: Uint8Array[] = [];
		for await (const chunk of packFiles([{name: 'a', bytes: 0}], nothing())) chunks.push(chunk);
		const header = Buffer.concat(chunks).subarray(0, 512);
		const file = saved(gzipSync(Buffer.alloc(header.length * 100_001, header)));
		await expect(indexArchive(file, {signal})).rejects.toMatchObject({
			message: `${file} is no archive of an image.`,
		});
	});

	test.each(['', 'hello\n'])('is no archive, and not one that is cut, if it holds only %j', async text => {
		const file = saved(Buffer.from(text));
		await expect(indexArchive(file, {signal})).rejects.toMatchObject({
			kind: 'usage',
			message: `${file} is no archive of an image.`,
		});
	});
});

async function* nothing(): AsyncGenerator<Uint8Array> {}
