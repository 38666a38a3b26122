import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';

const top = path.resolve(import.meta.dirname, '../..');
const executable = path.join(top, 'dist/package/arm64/ingot');
const {version} = JSON.parse(readFileSync(path.join(top, 'package.json'), 'utf8'));
let libraries: string;
let home: string;

beforeAll(() => {
	const quiet = {encoding: 'utf8', stdio: 'pipe'} as const;
	libraries = execFileSync('sh', [path.join(top, 'test/lab/arm64-root.sh')], quiet).trim();
	execFileSync(process.execPath, [path.join(top, 'build.mjs')], {...quiet, cwd: top});
	execFileSync(process.execPath, [path.join(top, 'packaging/executable.ts'), 'arm64'], quiet);
	home = mkdtempSync(path.join(tmpdir(), 'ingot-arm64-'));
}, 900_000);
afterAll(() => {
	if (home !== undefined) rmSync(home, {recursive: true, force: true});
});

/** Runs the executable on an emulated processor. */
const ingot = (...argv: readonly string[]) =>
	spawnSync('qemu-aarch64-static', ['-L', libraries, executable, ...argv], {
		encoding: 'utf8',
		env: {HOME: home, PATH: process.env.PATH, LANG: 'C.UTF-8'},
		timeout: 300_000,
	});

test('the executable for arm64 runs on such a processor, also with the code kept from before', () => {
	expect(ingot('--version').stdout).toMatch(new RegExp(`^${version.replaceAll('.', '\\.')}`, 'u'));
	const schema = ingot('config', 'schema');
	expect(schema).toMatchObject({status: 0, stderr: ''});
	expect(JSON.parse(schema.stdout)).toMatchObject({type: 'object'});
	expect(ingot('config', 'schema').stdout).toBe(schema.stdout);
	expect(ingot('complete', '--', 'devb').stdout).toMatch(/^devboxes /u);
});
