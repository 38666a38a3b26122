import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

test.each(Object.keys(shells) as Shell[])(
	'a context of one entry is one entry, not one entries (%s)',
	shell => {
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const folder = mkdtempSync(path.join(tmpdir(), 'build-words-'));
		try {
			for (const [count, words] of [
				['0', '0 entries'],
				['1', '1 entry'],
				['2', '2 entries'],
			] as const) {
				writeFileSync(path.join(folder, 'received'), `${count} 1048576\n`);
				const parts = `. ${scriptPath('step-prelude')}; . ${scriptPath('await-context')}`;
				const around =
					'make_temporary() { :; }; own_temporary() { pwd; }; mib() { echo "$(($1 / 1024)) MiB"; }';
				const {stdout} = spawnSync(file, [...first, '-c', `${parts}; ${around}; receive 1048576`], {
					cwd: folder,
					encoding: 'utf8',
				});
				expect(stdout.trim()).toBe(`Received ${words}, 1 MiB.`);
			}
		} finally {
			rmSync(folder, {recursive: true, force: true});
		}
	},
);
