import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'verify-flat-'));
	for (const name of ['verify-image', 'layer-records', 'step-prelude'])
		copyFileSync(scriptPath(name), path.join(folder, `${name}.sh`));
	mkdirSync(path.join(folder, 'layer'));
	writeFileSync(path.join(folder, 'captured'), 'deleted ./srv/key\0f 1 ./srv/app\0');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const rows: readonly (readonly [what: string, before: string, status: number, says: string])[] = [
	['does not hold it', ':', 0, ''],
	[
		'holds it',
		'mkdir layer/srv; : >layer/srv/key',
		1,
		'The image holds what was deleted in the DevBox, so it was not kept: ./srv/key\n',
	],
	['cannot be opened', 'rmdir layer', 1, 'could not be read, so it was not kept'],
	[
		'is not looked at, because Podman was killed',
		'as_owner() { return 137; }',
		1,
		'could not be read, so it was not kept',
	],
	[
		'is not looked at, because xargs is missing',
		'mkdir bin; printf "#!/bin/sh\nexit 127\n" >bin/xargs; chmod +x bin/xargs; PATH=$PWD/bin:$PATH',
		1,
		'could not be read, so it was not kept',
	],
];

// Records with NUL are only made where sed can read them.
test.each(
	(['dash', 'bash'] as const satisfies readonly Shell[]).flatMap(shell =>
		rows.map(row => [shell, ...row] as const),
	),
)(
	'with %s, a flattened image that should not have a deleted file %s',
	(...[shell, , before, status, says]) => {
		const done = spawnSync(
			shells[shell],
			[
				'-c',
				`. ./step-prelude.sh; . ./verify-image.sh; as_owner() { "$@"; }; has_nul() { :; }; layer=$PWD/layer; ${before}; expect_flat`,
			],
			{cwd: folder, encoding: 'utf8'},
		);
		expect(done.stderr).toContain(says);
		expect(done.status).toBe(status);
	},
);
