import {execFileSync} from 'node:child_process';
import {appendFileSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {beforeEach, expect, test} from 'vitest';
import {listContext} from '../../source/context/list-context.ts';
import {packContext} from '../../source/context/pack-context.ts';

let folder: string;
const mib = 1024 ** 2;
const {signal} = new AbortController();
const run = (...argv: readonly string[]): string =>
	execFileSync(argv[0] ?? '', argv.slice(1), {encoding: 'utf8', cwd: folder});

const archive = async (onChunk: (chunks: number) => void = () => {}): Promise<Buffer> => {
	const context = await listContext(folder, {ignoreFiles: [], signal});
	const chunks: Uint8Array[] = [];
	for await (const chunk of packContext({context, file: {path: 'Containerfile', text: 'FROM a\n'}}))
		onChunk(chunks.push(Buffer.from(chunk)));
	return Buffer.concat(chunks);
};

/** Unpacks it with tar. */
const unpacked = (bytes: Buffer): string => {
	const to = mkdtempSync(path.join(tmpdir(), 'unpacked-'));
	execFileSync('tar', ['-xpof', '-', '-C', to], {input: bytes, maxBuffer: bytes.length});
	return to;
};

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'packed-'));
});

test('tar unpacks files of every size, links and modes as they were', async () => {
	for (const size of [0, 1, 511, 512, 513, mib - 1, mib, mib + 1, 3 * mib, 5 * mib + 77]) {
		const bytes = Buffer.alloc(size, `${size} bytes, all different from those of another size;`);
		writeFileSync(path.join(folder, `file-${size}`), bytes);
	}
	run(
		'sh',
		'-c',
		`mkdir -p deep/er; chmod 751 deep; echo x >deep/er/x; chmod 4755 deep/er/x
		ln file-3145728 linked; ln -s deep/er/x pointer; ln -s /nowhere broken; mkfifo pipe; : >'with space and
line'; : >"$(printf '%0200d' 0)"`,
	);
	const to = unpacked(await archive());
	expect(run('diff', '--recursive', '--no-dereference', '--exclude', 'pipe', folder, `${to}/context`)).toBe(
		'',
	);
	const facts = (place: string) =>
		run('sh', '-c', `cd '${place}' && find . -printf '%P %y %m %n %l %Ts\\n' | grep -v '^ ' | sort`);
	expect(facts(`${to}/context`)).toBe(facts(folder));
	expect(run('cat', `${to}/end`)).toBe(`19 ${bytesIn(folder)}\n`);
});

/** A hard link counts once. */
const bytesIn = (place: string): number =>
	run('find', place, '-type', 'f', '-printf', '%i %s\\n')
		.trim()
		.split('\n')
		.filter((line, index, all) => all.indexOf(line) === index)
		.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);

test('a large file that grows while it is sent ends the archive', async () => {
	const large = path.join(folder, 'large');
	writeFileSync(large, Buffer.alloc(64 * mib));
	await expect(archive(chunks => chunks === 3 && appendFileSync(large, 'x'))).rejects.toThrow(
		'large changed while it was sent.',
	);
});

test('a large file that is cut short while it is sent ends the archive', async () => {
	const large = path.join(folder, 'large');
	writeFileSync(large, Buffer.alloc(64 * mib));
	await expect(archive(chunks => chunks === 3 && run('truncate', '--size', '5M', large))).rejects.toThrow(
		'large changed while it was sent.',
	);
});

test('no file stays open when the reader stops in the middle of one', async () => {
	writeFileSync(path.join(folder, 'large'), Buffer.alloc(64 * mib));
	const open = () => run('sh', '-c', `ls -l /proc/${process.pid}/fd | grep -c '${folder}' || :`).trim();
	const context = await listContext(folder, {ignoreFiles: [], signal});
	let chunks = 0;
	for await (const _ of packContext({context, file: {path: 'Containerfile', text: 'FROM a\n'}})) {
		chunks += 1;
		if (chunks === 3) break;
	}
	await expect.poll(open).toBe('0');
});
