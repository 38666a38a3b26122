import {spawnSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

const id = 'a1'.repeat(32);
const warning = 'time="2026-11-29T09:30:00Z" level=warning msg="The input device is not a TTY."';

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	test.each([
		['alone', id, id],
		['with its kind', `sha256:${id}`, `sha256:${id}`],
		['after a warning', `${warning}\n${id}`, id],
		['before a warning', `${id}\n${warning}`, id],
		['the last of two', `${'b'.repeat(64)}\n${id}`, id],
		['not one with a letter more', `${id}0`, ''],
		['not one within a line', ` ${id} `, ''],
		['not one in capitals', id.toUpperCase(), ''],
		['not a number of 640 digits', '6'.repeat(640), ''],
		['not a pattern', `${'?'.repeat(64)}\n*`, ''],
		['none', warning, ''],
		['nothing', '', ''],
	])('the id in the output of Podman is found: %s', (_, output, found) => {
		const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const script = `. "$1"; id_in "$2"`;
		const run = spawnSync(file, [...first, '-c', script, 'sh', scriptPath('step-prelude'), output], {
			encoding: 'utf8',
		});
		expect([run.stdout.trimEnd(), run.stderr, run.status]).toEqual([found, '', 0]);
	});
});
