import {spawnSync} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

let root: string;
beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), 'qemu-talk-'));
	// QEMU's side: what arrives is the answer.
	writeFileSync(path.join(root, 'podman'), '#!/bin/sh\nexec cat\n');
	chmodSync(path.join(root, 'podman'), 0o755);
});
afterEach(() => rmSync(root, {recursive: true, force: true}));

/** Each takes some milliseconds. Signals come about as often: under a storm without a pause bash itself crashes. */
const rounds = 60;

test.each(Object.keys(shells) as Shell[])(
	'under %s signals at every moment leave no connection to QEMU half open',
	shell => {
		const {stdout, stderr, status} = spawnSync(
			shells[shell],
			[
				...(shell === 'busybox' ? ['sh'] : []),
				'-c',
				`. "$TALK"
				trap 'heard=$((heard + 1))' USR1
				(while kill -USR1 $$; do sleep 0.001; done 2>/dev/null) & signals=$!
				round=0
				while [ $round -lt ${rounds} ]; do
					dial box /run/shm/qmp.sock 5 qmp
					talk_through qmp 3 5
					for descriptor in 3 5; do [ -p /proc/$$/fd/$descriptor ] && echo $descriptor; done
					exec 3>&- 5<&-
					round=$((round + 1))
				done
				kill $signals; echo "heard $heard" >&2`,
			],
			{
				cwd: root,
				encoding: 'utf8',
				env: {...process.env, PATH: `${root}:${process.env.PATH}`, TALK: scriptPath('qemu-talk')},
				timeout: 60_000,
				killSignal: 'SIGKILL',
			},
		);
		expect(Number(/^heard (\d+)$/mu.exec(stderr)?.[1])).toBeGreaterThan(rounds / 4);
		expect({status, open: stdout.split('\n').filter(Boolean).length}).toEqual({status: 0, open: 2 * rounds});
	},
);
