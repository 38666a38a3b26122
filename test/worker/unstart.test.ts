import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

const id = 'c'.repeat(64);
/** It has one DevBox of the job, which it cannot remove. */
const podman = `#!/bin/sh
case $1 in
ps) echo '${id} image' ;;
image) echo another-job ;;
rm) printf 'Error: 1 error occurred:\\n\\t* write layers.json: no space left on device\\n\\n' >&2; exit 125 ;;
esac
`;

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'unstart-'));
	for (const name of ['linux-launch', 'step-prelude'])
		copyFileSync(scriptPath(name), path.join(folder, `${name}.sh`));
	mkdirSync(path.join(folder, 'bin'));
	writeFileSync(path.join(folder, 'bin/podman'), podman, {mode: 0o755});
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

test.each(Object.keys(shells) as Shell[])(
	'a DevBox that cannot be removed on a full disk is named, with the command that removes it (%s)',
	shell => {
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const {status, stderr} = spawnSync(file, [...first, './linux-launch.sh', 'unstart', 'job-1'], {
			cwd: folder,
			encoding: 'utf8',
			env: {PATH: `${folder}/bin:${process.env.PATH}`},
		});
		expect({status, reason: stderr.trim().split('\n').at(-1)}).toEqual({
			status: 1,
			reason: `The DevBox stays. When Podman can write again, on the worker: podman rm --force --volumes ${id}`,
		});
	},
);

test.each(Object.keys(shells) as Shell[])(
	'a DevBox that is busy for a moment, because its start was interrupted, is removed (%s)',
	shell => {
		const busy = podman.replace(
			/^rm\) .*$/mu,
			'rm) echo x >>tried; [ "$(wc -l <tried)" -ge 3 ] || { echo \'Error: device or resource busy\' >&2; exit 125; } ;;',
		);
		writeFileSync(path.join(folder, 'bin/podman'), busy, {mode: 0o755});
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const {status} = spawnSync(file, [...first, './linux-launch.sh', 'unstart', 'job-1'], {
			cwd: folder,
			env: {PATH: `${folder}/bin:${process.env.PATH}`},
		});
		expect(status).toBe(0);
		expect(readFileSync(path.join(folder, 'tried'), 'utf8')).toBe('x\nx\nx\n');
	},
);
