import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
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
		const [command = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const {status} = spawnSync(command, [...first, '-c', script], {
			cwd: folder,
			env: {PATH: `${bin}:/usr/bin:/bin`},
		});
		expect(status).toBe(isRemoved ? 0 : 125);
		expect(existsSync(path.join(folder, 'removed'))).toBe(isRemoved);
	});
});
