import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'launch-reasons-'));
	for (const name of ['linux-launch', 'step-prelude'])
		copyFileSync(scriptPath(name), path.join(folder, `${name}.sh`));
	mkdirSync(path.join(folder, 'bin'));
	const podman = '#!/bin/sh\nprintf "%s\\n" "$SAYS" >&2\nexit 126\n';
	writeFileSync(path.join(folder, 'bin/podman'), podman, {mode: 0o755});
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** What Podman 4.3 with runc, or with crun, says of a launch that it refuses. */
const rows: readonly (readonly [why: string, says: string, reason: string, code: number])[] = [
	[
		'a folder that is not there',
		'Error: statfs /srv/no such: no such file or directory',
		'The worker has no file or folder /srv/no such. Create it there or fix the volume.',
		1,
	],
	[
		'a folder that Podman may not read',
		'Error: statfs /root/x: permission denied',
		'Podman may not read /root/x on the worker. Fix its permissions or the volume.',
		1,
	],
	[
		'a file over a folder',
		'Error: OCI runtime error: runc: runc create failed: unable to start container process: error during container init: error mounting "/etc/passwd" to rootfs at "/etc": mount /etc/passwd:/etc (via /proc/self/fd/6), flags: 0x5000: not a directory',
		'/etc/passwd cannot be mounted at /etc: one is a file, the other a folder. Fix the volume.',
		1,
	],
	[
		'a file over a folder, with crun',
		'Error: OCI runtime error: crun: mount `/etc/passwd` to `etc`: Not a directory',
		'/etc/passwd cannot be mounted at /etc: one is a file, the other a folder. Fix the volume.',
		1,
	],
	[
		'a volume over /proc',
		'Error: OCI runtime error: runc: runc create failed: unable to start container process: error during container init: error mounting "/srv" to rootfs at "/proc": "/var/lib/containers/storage/overlay/783e/merged/proc" cannot be mounted because it is not of type proc',
		'/srv cannot be mounted at /proc: a DevBox has a /proc of its own. Mount it at another path.',
		1,
	],
	[
		'a volume below /proc that runc does not find',
		'Error: runc: runc create failed: unable to start container process: error during container init: error mounting "/srv" to rootfs at "/proc/x": mkdir /merged/proc/x: no such file or directory: OCI runtime attempted to invoke a command that was not found',
		'/srv cannot be mounted at /proc/x: a DevBox has a /proc of its own. Mount it at another path.',
		1,
	],
	[
		'a volume over /dev',
		'Error: runc: runc create failed: unable to start container process: unable to setup user: stat /dev/null: no such file or directory: OCI runtime attempted to invoke a command that was not found',
		'A volume over /dev hides the devices of the DevBox. Mount it at another path.',
		1,
	],
	[
		'a command that is not in the PATH, with crun',
		'Error: crun: executable file `nosuch` not found in $PATH: No such file or directory: OCI runtime attempted to invoke a command that was not found',
		'The command is not in the image. Fix the command.',
		1,
	],
	[
		'an address that the worker does not have',
		'Error: cannot listen on the TCP port: listen tcp4 1.2.3.4:8123: bind: cannot assign requested address',
		'The worker does not have the address of a port. Use one of its own addresses, or none: Error: cannot listen on the TCP port: listen tcp4 1.2.3.4:8123: bind: cannot assign requested address',
		1,
	],
	[
		'a port that is taken',
		'Error: cannot listen on the TCP port: listen tcp4 :8123: bind: address already in use',
		'A port is taken on the worker: Error: cannot listen on the TCP port: listen tcp4 :8123: bind: address already in use',
		5,
	],
	[
		'a command that is not there',
		'Error: runc: runc create failed: unable to start container process: exec: "/nope/x": stat /nope/x: no such file or directory: OCI runtime attempted to invoke a command that was not found',
		'The command is not in the image. Fix the command.',
		1,
	],
];

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	test.each(rows)('the reason of a failed launch says what to do: %s', (...[, says, reason, code]) => {
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const env = {PATH: `${folder}/bin:${process.env.PATH}`, SAYS: says};
		const argv = [...first, './linux-launch.sh', 'start', 'image'];
		const {status, stderr} = spawnSync(file, argv, {cwd: folder, encoding: 'utf8', env});
		expect(stderr.trimEnd().split('\n')).toEqual([says, reason]);
		expect(status).toBe(code);
	});
});
