import {execFileSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {packLayers} from '../../source/context/pack-layers.ts';

const hexOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function* inPieces(bytes: Uint8Array, size: number) {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const packed = async (layers: readonly {hex: string; bytes: number}[], bytes: AsyncIterable<Uint8Array>) => {
	const chunks: Uint8Array[] = [];
	for await (const chunk of packLayers(layers, bytes)) chunks.push(chunk);
	return Buffer.concat(chunks);
};

test.each([1, 511, 4096, 1_000_000])(
	'tar unpacks each layer whole, sent in pieces of %i bytes',
	async size => {
		const contents = [0, 1, 512, 5000, 70_001, 0].map((length, index) =>
			Buffer.concat([randomBytes(length), Buffer.alloc(length === 0 ? 0 : index)]),
		);
		const layers = contents.map((each, index) => ({
			hex: each.length === 0 ? String(index).repeat(64) : hexOf(each),
			bytes: each.length,
		}));
		const folder = mkdtempSync(path.join(tmpdir(), 'layers-'));
		onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
		const archive = await packed(layers, inPieces(Buffer.concat(contents), size));
		execFileSync('tar', ['-xof', '-', '-C', folder], {input: archive});
		expect(readdirSync(folder).sort()).toEqual(layers.map(({hex}) => hex).sort());
		for (const [index, {hex}] of layers.entries())
			expect(readFileSync(path.join(folder, hex)).equals(contents[index] ?? Buffer.of())).toBe(true);
	},
);

test('tar reads the size of a layer of more than 8 GiB', async () => {
	const bytes = 9 * 1024 ** 3;
	const first = packLayers([{hex: 'a'.repeat(64), bytes}], endless());
	const {value} = await first.next();
	const said = execFileSync('sh', ['-c', 'tar -tvf - 2>/dev/null || true'], {input: value?.subarray(0, 512)});
	expect(said.toString()).toContain(String(bytes));
});

async function* endless() {
	while (true) yield Buffer.alloc(1024 * 1024);
}

test.each([
	['fewer', 99],
	['more', 101],
])('a layer with %s bytes than announced fails the transfer', async (_, length) => {
	const layers = [{hex: 'b'.repeat(64), bytes: 100}];
	await expect(packed(layers, inPieces(Buffer.alloc(length), 10))).rejects.toThrow('other sizes');
});
