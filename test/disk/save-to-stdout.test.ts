import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';

const file = path.resolve(import.meta.dirname, '../../source/disk/save-stream.ts');
/** Saves 3 MB to stdout, and says on stderr how that ended. */
const program = `
	import {saveStream} from ${JSON.stringify(file)};
	async function* content() { for (let n = 0; n < 300; n += 1) yield Buffer.alloc(10_000, n); }
	process.stdout.on('error', () => {});
	const done = await saveStream('-', {content: content(), bytes: 3_000_000, overwrite: false}).then(
		hex => hex,
		thrown => thrown.message,
	);
	process.stderr.write(done);
`;
const toStdout = (redirected: string) =>
	spawnSync('sh', ['-c', `"$1" --input-type=module -e "$2" ${redirected}`, 'sh', process.execPath, program], {
		encoding: 'utf8',
		env: {...process.env, NODE_NO_WARNINGS: '1'},
	});

test('an archive on stdout has every byte, in a pipe and in a file', () => {
	const sum = toStdout('| sha256sum | cut -d" " -f1');
	expect(sum.stdout.trim()).toBe(sum.stderr);
	const folder = mkdtempSync(path.join(tmpdir(), 'to-stdout-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	expect(toStdout(`>'${folder}/all'`).stderr).toBe(sum.stderr);
	expect(statSync(path.join(folder, 'all')).size).toBe(3_000_000);
});

test.each([
	['a full disk', '>/dev/full', 'ENOSPC'],
	['a reader that leaves', '| head -c 10 >/dev/null', 'EPIPE'],
])('%s before the end of an archive on stdout is a failure', (_, redirected, code) => {
	const {stderr} = toStdout(redirected);
	expect(stderr).toMatch(/^Not all of the archive could be written to stdout: /u);
	expect(stderr).toContain(code);
});
