import {spawnSync} from 'node:child_process';
import {chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

const half = 'ab'.repeat(32);
const begunAt = '2026-11-30T18:54:06';

/** Podman with the half of an image: it lists none until that is removed. */
const podman = `#!/bin/sh
case "$1 $2" in
'info '*) echo "$PWD/images.json" ;;
'rmi --force') echo "$3" >removed; rm -f half ;;
*) [ ! -e half ] || { echo "Error: locating item named \\"manifest\\" for image with ID \\"${half}\\": gone" >&2; exit 125; } ;;
esac
`;
const record = (created: string): string =>
	JSON.stringify([
		{id: 'cd'.repeat(32), names: ['localhost/a:1'], metadata: '[{"a":"b"}]', created: '2026-01-01T00:00:00Z'},
		{id: half, layer: 'l', metadata: '{}', created, 'big-data-sizes': {manifest: 1}},
		{id: 'ef'.repeat(32), created: '2027-01-01T00:00:00Z'},
	]);

/** What differs from a file that a commit has left; the age is in seconds. */
type Stray = {
	readonly text?: string;
	readonly isOpen?: boolean;
	readonly age?: number;
	readonly mode?: number;
	readonly file?: string;
	readonly user?: number;
};

/** Runs a script in a folder; its programs in `bin` come first. */
const runIn = (folder: string, shell: Shell, script: string): number | null => {
	const [command = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
	const env = {PATH: `${path.join(folder, 'bin')}:/usr/bin:/bin`};
	return spawnSync(command, [...first, '-c', script], {cwd: folder, env}).status;
};

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	test.each([
		['is removed: the job began to write it', '2026-11-30T18:54:07.120000000Z', true],
		['is removed in the second in which the job began', '2026-11-30T18:54:06.010000000Z', true],
		['stays: it is older than what the job writes', '2026-11-30T18:54:05.990000000Z', false],
		['stays: somebody pulls it, who did not build it now', '2024-02-03T04:05:06Z', false],
		['stays: the job has not begun to write an image', undefined, false],
	])('half of an image %s', (_, created, isRemoved) => {
		const folder = mkdtempSync(path.join(tmpdir(), 'half-'));
		onTestFinished(() => rmSync(folder, {recursive: true}));
		const bin = path.join(folder, 'bin');
		mkdirSync(bin);
		writeFileSync(path.join(bin, 'podman'), podman, {mode: 0o755});
		writeFileSync(path.join(folder, 'half'), '');
		writeFileSync(path.join(folder, 'images.json'), record(created ?? '2026-12-01T00:00:00Z'));
		const begun = path.join(folder, 'begun');
		if (created !== undefined) {
			writeFileSync(begun, '');
			utimesSync(begun, new Date(`${begunAt}.9Z`), new Date(`${begunAt}.9Z`));
		}
		const script = `. ${scriptPath('step-prelude')}; . ${scriptPath('half-image')}; nameless_of job begun`;
		expect(runIn(folder, shell, script)).toBe(isRemoved ? 0 : 125);
		expect(existsSync(path.join(folder, 'removed'))).toBe(isRemoved);
	});

	const configuration = '{"architecture":"amd64","config":{},"rootfs":{"type":"layers","diff_ids":[]}}';
	test.each([
		['is removed', {}, true],
		['is removed where Podman was ended before it wrote to it', {text: ''}, true],
		['stays where a process has it open', {isOpen: true}, false],
		['stays where it is older than the job’s commit', {age: 60}, false],
		['stays where it holds something else', {text: 'notes'}, false],
		['stays where others may read it', {mode: 0o644}, false],
		['stays where its name is no number', {file: '12345a'}, false],
		['stays where another user owns it', {user: 12_345}, false],
	] as const)('a file with the configuration of an image %s', (_, about, isRemoved) => {
		const {text, isOpen, age, mode, file, user}: Stray = about;
		if (user !== undefined && process.getuid?.() !== 0) return;
		const folder = mkdtempSync(path.join(tmpdir(), 'strays-'));
		onTestFinished(() => rmSync(folder, {recursive: true}));
		const begun = path.join(folder, 'begun');
		const stray = path.join(folder, file ?? '4007539120');
		writeFileSync(begun, '');
		const now = Date.now() / 1000;
		utimesSync(begun, now - 30, now - 30);
		writeFileSync(stray, text ?? configuration, {mode: mode ?? 0o600});
		utimesSync(stray, now - (age ?? 0), now - (age ?? 0));
		if (user !== undefined) chownSync(stray, user, user);
		const open = isOpen ? `exec 5<${stray}; ` : '';
		const script = `. ${scriptPath('step-prelude')}; . ${scriptPath('half-image')}; strays=${folder}; ${open}drop_strays begun`;
		expect(runIn(folder, shell, script)).toBe(0);
		expect(existsSync(stray)).toBe(!isRemoved);
	});
});
