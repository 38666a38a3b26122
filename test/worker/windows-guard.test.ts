import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';

const guard = path.resolve(import.meta.dirname, '../../source/worker/steps/windows/windows-guard.sh');
let root: string;
beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), 'windows-guard-'));
	mkdirSync(path.join(root, 'storage'));
	writeFileSync(path.join(root, 'disks'), '');
});
afterEach(() => rmSync(root, {recursive: true, force: true}));

/** Whether the folder is alone, for a DevBox that is off and has left a process behind, which does something at each look. */
const looks = (shell: Shell, atEachLook: string) =>
	spawnSync(
		shells[shell],
		[
			...(shell === 'busybox' ? ['sh'] : []),
			'-c',
			`cp ${shells.busybox} busybox && : >ready
			chroot . /busybox sh -c '/busybox rm ready; exec /busybox sleep 1000' & left=$!
			until [ ! -e ready ]; do sleep 0.01; done
			. "$GUARD"
			podman() { :; }
			look() { state=exited; }
			refuse() { echo "$2"; exit "$1"; }
			sleep() { looked=$((\${looked:-0} + 1)); ${atEachLook}; }
			(alone box "$PWD/storage") && echo alone
			kill "$left" 2>/dev/null
			wait`,
		],
		{cwd: root, encoding: 'utf8', env: {...process.env, GUARD: guard}, timeout: 60_000},
	).stdout;

describe.each(Object.keys(shells) as Shell[])('in %s', shell => {
	test('a process of the stopped DevBox that is about to end is waited for', () => {
		expect(
			looks(shell, '[ $looked != 3 ] || { kill $left; while [ -e /proc/$left/root/. ]; do :; done; }'),
		).toBe('alone\n');
	});

	test('a process that keeps the disk of the DevBox is a reason to refuse', () => {
		expect(looks(shell, ':')).toMatch(/^Another container has the same \/storage mounted and runs/u);
	});
});
