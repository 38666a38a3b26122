import {execFileSync, spawnSync} from 'node:child_process';
import {
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {sharedScripts} from '../../source/jobs/snapshot-scripts.ts';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

const isRoot = process.getuid?.() === 0;
let folder: string;
let large: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-temporary-'));
	large = path.join(folder, 'large');
	mkdirSync(path.join(folder, 'job-1'));
	mkdirSync(large);
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	/** Runs words in the folder of the job `job-1`, with all that its steps have. */
	const run = (words: string) => {
		const [file, ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		for (const {name, text} of sharedScripts) writeFileSync(path.join(folder, 'job-1', name), text);
		execFileSync('cp', [scriptPath('step-prelude'), path.join(folder, 'job-1')]);
		return spawnSync(file ?? 'sh', [...first, '-c', `. ./step-prelude.sh; . ./snapshot-parts.sh; ${words}`], {
			cwd: path.join(folder, 'job-1'),
			env: {...process.env, TMPDIR: large},
			encoding: 'utf8',
		});
	};
	const write = 'make_temporary || exit 9; echo secret >"$(own_temporary)/ballast"';
	const drop = 'drop_temporary';

	test('a job’s temporary files are private to its user and removed with it', () => {
		expect(run(write).status).toBe(0);
		expect(statSync(path.join(large, 'ingot-job-1')).mode & 0o777).toBe(0o700);
		expect(statSync(path.join(large, 'ingot-job-1/ballast')).mode & 0o777).toBe(0o600);
		expect(run(write).status).toBe(0);
		expect(run(drop).status).toBe(0);
		expect(existsSync(path.join(large, 'ingot-job-1'))).toBe(false);
		expect(run(drop).status).toBe(0);
	});

	test('a link in their place is not followed: nothing is written or removed through it', () => {
		const victim = path.join(folder, 'victim');
		mkdirSync(victim);
		writeFileSync(path.join(victim, 'ballast'), 'precious');
		symlinkSync(victim, path.join(large, 'ingot-job-1'));
		const {status, stderr} = run(write);
		expect(status).toBe(1);
		expect(stderr).toContain('belongs to another user');
		expect(run(drop).status).toBe(0);
		expect(readFileSync(path.join(victim, 'ballast'), 'utf8')).toBe('precious');
	});

	test.skipIf(!isRoot)('a folder of somebody else in their place gets nothing, and stays', () => {
		const victim = path.join(folder, 'victim');
		writeFileSync(victim, 'precious');
		mkdirSync(path.join(large, 'ingot-job-1'));
		symlinkSync(victim, path.join(large, 'ingot-job-1/ballast'));
		chownSync(path.join(large, 'ingot-job-1'), 12_345, 12_345);
		expect(run(write).status).toBe(1);
		expect(run(drop).status).toBe(0);
		expect(readFileSync(victim, 'utf8')).toBe('precious');
		expect(existsSync(path.join(large, 'ingot-job-1'))).toBe(true);
	});
});
