import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-progress-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const prelude = `. ${scriptPath('step-prelude')}; . ${scriptPath('commit-progress')}
has_nul() { [ "$(head -c 65536 "$1" | tr -dc '\\000' | head -c 1 | wc -c)" -eq 1 ]; }`;

describe.each([
	['dash', [shells.dash], true],
	['bash', [shells.bash], true],
	// Its `find` lists files without their sizes.
	['busybox', [shells.busybox, 'sh'], false],
] as const)('under %s', (_name, [shell, ...argv], hasSizes) => {
	const run = (script: string) =>
		spawnSync(shell, [...argv, '-c', `${prelude}\n${script}`], {
			cwd: folder,
			encoding: 'utf8',
			timeout: 60_000,
		});

	test('a commit’s total is the size of tar’s archive of the same files, or unknown', () => {
		const {status} = spawnSync(
			'bash',
			[
				'-euc',
				`mkdir -p l/a; for i in 1 511 512 513 100000; do head -c $i /dev/zero >l/a/$i; done; : >l/empty; ln -s a l/link`,
			],
			{cwd: folder},
		);
		expect(status).toBe(0);
		const said = run(`sh ${scriptPath('layer-list')} list l >records; archive_bytes records`).stdout;
		const tar = spawnSync('tar', ['--create', '--blocking-factor=1', '--file=-', '--directory=l', '.'], {
			cwd: folder,
			maxBuffer: 1e7,
		});
		// An archive ends with two empty blocks.
		expect(said).toBe(hasSizes ? `${tar.stdout.length - 1024}\n` : '');
	});

	test('progress is what the running program has written, divided by how often it writes everything', () => {
		const {stdout} = run(`mkfifo in; dd if=in of=out bs=65536 2>/dev/null & pid=$!
			exec 3>in; head -c 3000000 /dev/zero >&3
			until [ "$(stat -c %s out)" = 3000000 ]; do sleep 0.05; done
			report_written "$pid" wchar 3 90000000 >progress 3>&- & telling=$!
			until [ -s progress ]; do sleep 0.05; done
			kill "$telling"; exec 3>&-; wait "$pid"; head -n 1 progress; written_by "$pid" wchar`);
		// Once it has ended, nothing is claimed.
		expect(stdout).toBe('\u{1e}1000000 90000000\n\n');
	});
});
