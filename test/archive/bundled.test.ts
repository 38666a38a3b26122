import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {gzipSync, zstdCompressSync} from 'node:zlib';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {bundleFixture} from '../../benchmark/bundle-fixture.ts';
import {bundleOptions} from '../../build-options.ts';
import {archiveOf, folderForTest, madeImage} from './made-image.ts';

let reader: Awaited<ReturnType<typeof bundleFixture>>;
beforeAll(async () => {
	reader = await bundleFixture(path.join(import.meta.dirname, 'fixtures/read-archive.tsx'), {
		// It draws nothing.
		plugins: (bundleOptions.plugins ?? []).filter(each => each.name !== 'ink-patch'),
	});
});
afterAll(() => reader.remove());

// The bundle loads Node's modules in its own way, which no test of the source sees.
test.each([
	['that is not compressed', (bytes: Buffer) => bytes],
	['that gzip compressed', (bytes: Buffer) => gzipSync(bytes)],
	['that zstd compressed', (bytes: Buffer) => zstdCompressSync(bytes)],
])('the program that users run reads an archive %s', async (_, compress) => {
	const layers = [randomBytes(3000)];
	const source = madeImage(layers);
	const file = path.join(folderForTest(), 'image');
	writeFileSync(file, compress(await archiveOf(source, layers)));
	expect(execFileSync(process.execPath, [reader.file, file], {encoding: 'utf8'})).toBe(source.image.id);
});
