import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

/** One DevBox that has ended, and one image. */
const podman = `#!/bin/sh
case "$1 $2" in
'ps --all') case $* in *--quiet*) echo "$RUNS" ;; *) echo box image-1 ;; esac ;;
'image inspect') case $* in *Id*) echo image-1 ;; *) echo job-2 ;; esac ;;
'container inspect') case $* in *.State.Status*) echo "$STATE" ;; *.Mounts*) printf 'box %s one\\nmount %s\\n' "$RUNS" "\${RUNS:+$VOLUME}" ;; *) printf '0\\nSTORAGE=/storage\\n' ;; esac ;;
'volume inspect') echo "$VOLUME" ;;
'images --format') echo localhost/older:1 ;;
logs*) printf '%b' "$SAID" ;;
wait*) echo "$CODE" ;;
stop* | rm*) echo "$*" >>"$CALLS" ;;
esac
`;
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'launch-'));
	for (const name of [
		'linux-launch',
		'windows-launch',
		'windows-guard',
		'windows-disk-open',
		'windows-end',
		'step-prelude',
	])
		copyFileSync(scriptPath(name), path.join(folder, `${name}.sh`));
	mkdirSync(path.join(folder, 'bin'));
	mkdirSync(path.join(folder, 'volume'));
	writeFileSync(path.join(folder, 'bin/podman'), podman, {mode: 0o755});
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
		const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const {status, stdout, stderr} = spawnSync(file, [...first, './linux-launch.sh', ...words], {
			cwd: folder,
			env: {
				PATH: `${path.join(folder, 'bin')}:${process.env.PATH ?? ''}`,
				VOLUME: path.join(folder, 'volume'),
				RUNS: '',
				STATE: 'running',
				CALLS: path.join(folder, 'calls'),
				...env,
			},
			encoding: 'utf8',
			timeout: 30_000,
		});
		return {status, stdout, reason: stderr.trim().split('\n').at(-1)};
	};
	const ended = (code: number, said = '') => run(['opens', 'job-1', '5'], {CODE: String(code), SAID: said});

	test.each([
		[12, 'need root'],
		[13, '/storage is missing or cannot be written'],
		[16, 'too little memory for it'],
		[17, 'Give it a smaller RAM_SIZE'],
		[26, 'NETWORK=passt'],
		[33, 'Leave BOOT_MODE and MACHINE out'],
		[44, 'firmware'],
		[61, 'began to install Windows'],
		[66, 'began to install Windows'],
		[73, 'DISK_SIZE'],
		[76, 'Is there room?'],
		[88, 'KVM=N'],
		[137, 'it was killed'],
		[143, 'somebody stopped it'],
		[1, 'the lines above are what it said last'],
	])('a Windows that ends with %i at once fails the launch with what that means', (code, meaning) => {
		const {status, reason} = ended(code);
		expect(status).toBe(1);
		expect(reason).toContain(`(exit code ${code})`);
		expect(reason).toContain(meaning);
	});

	test('its last words stand in the log, without what a terminal acts upon', () => {
		const {stdout} = ended(
			16,
			'\\033[1;31m❯ \\033[1;36mERROR: 4 GB is too high\\033[0m\\n\\007\\033]0;title\\007x\\n',
		);
		expect(stdout).toBe('❯ ERROR: 4 GB is too high\n]0;titlex\n');
	});

	test('what the entrypoint of the image refuses is the reason', () => {
		const {reason} = ended(120, 'Golden image: VERSION=10 does not fit.\\n');
		expect(reason).toBe('Nothing was started: VERSION=10 does not fit.');
	});

	test('a disk that another QEMU has open is the reason, whatever the exit code means elsewhere', () => {
		const {reason} = ended(
			71,
			'qemu-img: Could not open: Failed to get shared "write" lock\\nIs another process using the image [/storage/data.qcow2]?\\n',
		);
		expect(reason).toMatch(/^Windows did not start: another process has its disk open/u);
	});

	describe('the disk in a volume', () => {
		const fits = (
			files: Readonly<Record<string, string>>,
			from = 'kept',
			env: Readonly<Record<string, string>> = {},
		) => {
			for (const [name, text] of Object.entries(files))
				writeFileSync(path.join(folder, 'volume', name), text);
			return run(['fits', 'image-1', from], env);
		};
		const rm = 'rm --force --time 2 --volumes box';
		test.each([
			['was there before, so Windows shuts down', {'golden.base': 'job-2\n'}, ['stop --time 250 box', rm]],
			['was there before, but Windows has ended', {'golden.base': 'job-2\n'}, [rm], 'exited'],
			['was created by the launch, and goes', {}, [rm]],
		])('when a launch is rolled back: the disk %s', (...[, files, calls, STATE = 'running']) => {
			fits(files as Readonly<Record<string, string>>);
			expect(run(['unstart', 'job-1'], {STATE}).status).toBe(0);
			expect(readFileSync(path.join(folder, 'calls'), 'utf8').trim().split('\n')).toEqual(calls);
		});
		test('is refused while another DevBox runs with it, even one of the same image', () => {
			const {status, reason} = fits({'golden.base': 'job-2\n'}, 'kept', {RUNS: 'b0c5'});
			expect(status).toBe(5);
			expect(reason).toContain('kept is in use: one runs with it');
		});

		test('that stands on this image may start', () => {
			expect(fits({'golden.base': 'job-2\n', 'data.qcow2': 'x'})).toMatchObject({status: 0, stdout: ''});
		});
		test('may be none yet', () => {
			expect(fits({'notes.txt': 'x'}).status).toBe(0);
		});
		test('that stands on another image is refused with the name of that one', () => {
			const {status, reason} = fits({'golden.base': 'job-0\n', 'data.qcow2': 'x'});
			expect(status).toBe(1);
			expect(reason).toContain('The disk in kept belongs to another golden image (localhost/older:1)');
		});
		test.each([
			['is a link to a file of the worker', 'ln -s ../secret golden.base'],
			['is a link to the note of another one', 'ln -s ../note golden.base'],
			['is a pipe', 'mkfifo golden.base'],
			['is no id', 'cp ../secret golden.base'],
		])('whose note %s is not known by it', (_title, make) => {
			writeFileSync(path.join(folder, 'secret'), 'root:$y$hash:1::\n');
			writeFileSync(path.join(folder, 'note'), 'job-2\n');
			spawnSync('sh', ['-c', make], {cwd: path.join(folder, 'volume')});
			const {status, reason} = fits({'data.qcow2': 'x'});
			expect(reason).toContain('There is a disk in kept that was not made from this image (data.qcow2)');
			expect(status).toBe(1);
		});
		test('that was made without a golden image is refused', () => {
			expect(fits({'data.img': 'x'}, path.join(folder, 'volume')).reason).toContain('(data.img)');
		});
		test('is known by what it stands on where its note is lost', () => {
			expect(fits({'data.qcow2': 'QFI\0\0/golden/job-2/data.qcow2'}).status).toBe(0);
		});
	});
});
