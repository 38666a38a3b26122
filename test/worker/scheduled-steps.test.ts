import {spawnSync} from 'node:child_process';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {referenceLock} from '../../source/plan/snapshot-locks.ts';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

/** A DevBox as the variables say, and images in files: `ID NAME` in `names`, and what an inspection of all of them prints. */
const podman = `#!/bin/sh
for last; do :; done
case $* in
'container inspect --format {{.State.Status}} '*) [ -z "$STATE" ] && exit 125; echo "$STATE" ;;
'container inspect --format {{.Id}} '*) [ -z "$NOW" ] && exit 125; echo "$NOW" ;;
'container exists '*) exit "$EXISTS" ;;
exec*) [ -z "$SAID" ] || { echo "$SAID" >&2; exit 126; }; printf "\${IGNORED}end\\0" ;;
'images --no-trunc --quiet --filter label=io.clustercode.managed=true') [ -z "$BROKEN" ] || exit 125; cut -d ' ' -f 1 "$BOX/names" | sort -u ;;
'images '*) cut -d ' ' -f 1 "$BOX/names" | sort -u ;;
'image inspect --format {{if and '*) cat "$BOX/inspected" ;;
'image inspect --format {{.Id}} '*) sed -n "s|^\\([^ ]*\\) $last\\$|\\1|p" "$BOX/names" | grep . ;;
'image inspect --format {{len .RepoTags}} '*) grep -c "^$last " "$BOX/names" ;;
'image inspect --format '*) echo ;;
'image exists '*) grep -q -e " $last\\$" -e "^$last " "$BOX/names" ;;
'ps '*) [ -z "$NEEDS" ] || echo "$NEEDS" ;;
untag* | rmi*) sed -i "\\| $last\\$|d" "$BOX/names" ;;
esac
`;
const job = '20261129-010000-s4k3x9a';
const ids = ['a', 'b', 'c', 'd'].map(each => each.repeat(64));
const [a = '', b = '', c = '', d = ''] = ids;
let box: string;
const inJob = (name: string) => path.join(box, 'jobs', job, name);
beforeEach(() => {
	box = mkdtempSync(path.join(tmpdir(), 'scheduled-steps-'));
	for (const each of ['bin', `jobs/${job}`, 'locks', 'excludes', 'schedules/s4k3x9a', 'schedules/suses00'])
		mkdirSync(path.join(box, each), {recursive: true});
	writeFileSync(path.join(box, 'bin/podman'), podman, {mode: 0o755});
	for (const name of [
		...[
			'scheduled-snapshot',
			'step-prelude',
			'ignore-files',
			'retention-step',
			'judge-images',
			'job-process',
			'mutex',
		],
		...['windows-guard', 'image-step', 'manage-image', 'sbom-files', 'state-folder'],
	])
		copyFileSync(scriptPath(name), inJob(`${name}.sh`));
});
afterEach(() => rmSync(box, {recursive: true, force: true}));

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const {status, stdout, stderr} = spawnSync(file, [...first, ...words], {
			cwd: path.join(box, 'jobs', job),
			encoding: 'utf8',
			env: {
				...{
					PATH: `${box}/bin:${process.env.PATH}`,
					HOME: box,
					BOX: box,
					STATE: 'running',
					NOW: '',
					EXISTS: '1',
				},
				...{IGNORED: '', SAID: '', NEEDS: '', BROKEN: ''},
				...env,
			},
		});
		return {status, said: stdout.trim().split('\n'), reason: stderr.trim().split('\n').at(-1)};
	};

	describe('a run of a scheduled snapshot', () => {
		const check = (env: Readonly<Record<string, string>> = {}, overwrite = 'no') =>
			run(
				['./scheduled-snapshot.sh', 'source', d, 'api', 'shots', 'localhost/shots:1', overwrite, 'yes'],
				env,
			);
		beforeEach(() => writeFileSync(path.join(box, 'names'), ''));

		test('runs with the DevBox that the schedule was saved for', () => {
			expect(check()).toMatchObject({
				status: 0,
				said: ['The DevBox api is the one that the schedule was saved for.'],
			});
		});

		test.each<[string, readonly [number, string], Readonly<Record<string, string>>]>([
			['stopped', [3, 'The DevBox api is exited, not running. Start it'], {STATE: 'exited'}],
			['gone', [3, 'The DevBox api is gone. Delete the schedule'], {STATE: ''}],
			[
				'created anew',
				[3, `was created anew since the schedule was saved (it is ${b.slice(0, 12)} now)`],
				{STATE: '', NOW: b},
			],
			[
				'unknown, as Podman does not answer',
				[1, 'Podman did not report the state'],
				{STATE: '', EXISTS: '125'},
			],
			[
				'one with an ignore file',
				[3, 'api has a .ingotignore file by now'],
				{IGNORED: String.raw`/\0*.log\n\0`},
			],
			[
				'one whose ignore files cannot be read',
				[1, 'could not be read'],
				{SAID: '/.ingotignore is no file.'},
			],
		])('is refused if the DevBox is %s', (_, [status, why], env) => {
			const {reason, ...rest} = check(env);
			expect(rest.status).toBe(status);
			expect(reason).toContain(why);
			expect(existsSync(inJob('ignored-said'))).toBe(false);
		});

		test('runs if the DevBox has no shell that could read ignore files, as an image by hand does', () => {
			const said = 'Error: executable file `/bin/sh` not found in $PATH';
			expect(check({SAID: said}).status).toBe(0);
		});

		test('is a conflict if its tag is taken, unless it overwrites', () => {
			writeFileSync(path.join(box, 'names'), `${a} localhost/shots:1\n`);
			expect(check()).toMatchObject({status: 5, reason: expect.stringContaining('exists already')});
			expect(check({}, 'yes').status).toBe(0);
		});

		test('is refused if patterns were saved for the DevBox meanwhile', () => {
			writeFileSync(path.join(box, 'excludes', d), '*.log\n');
			expect(check()).toMatchObject({
				status: 3,
				reason: expect.stringContaining('Patterns of what to leave out'),
			});
		});
	});

	describe('the images of a schedule', () => {
		/** The newest last. */
		const made = (rows: readonly (readonly [id: string, names: readonly string[], by?: string])[]) => {
			const lines = rows.map(([id, names, by = `20261101-00000${id[0] === 'a' ? 1 : 2}-s4k3x9a`], index) => [
				`image ${1000 + index} ${id} "${by}"`,
				`made ${(names[0] ?? '')
					.split(':')
					.map(word => JSON.stringify(word))
					.join(' ')}`,
				...names.map(each => `name localhost/${each}`),
				'',
			]);
			writeFileSync(
				path.join(box, 'inspected'),
				lines
					.flat()
					.map(line => `${line}\n`)
					.join(''),
			);
			writeFileSync(
				path.join(box, 'names'),
				rows.flatMap(([id, names]) => names.map(each => `${id} localhost/${each}\n`)).join(''),
			);
		};
		const judge = (scope: 'made' | 'all', env = {}, ...names: readonly string[]) =>
			run(['./retention-step.sh', 'judge', 'note', 'alice', scope, '1', '', ...names], env);
		const left = () => readFileSync(path.join(box, 'names'), 'utf8').trim().split('\n');
		const remove = (how = 'note') => run(['./retention-step.sh', 'delete', how]);

		test('that somebody else made or named are not judged by its rule, and keep what they stand for', () => {
			made([
				[a, ['shots:1', 'shots:good']],
				[b, ['shots:by-hand'], '20261101-000000-k3x9'],
				[c, ['shots:2']],
				[d, ['shots:3']],
			]);
			expect(judge('made', {}, 'shots').said).toEqual([
				'Stays: localhost/shots:3, the newest of its name.',
				`Old: localhost/shots:2, number 2 of its name by age.`,
				'Stays: localhost/shots:good, this schedule did not give it that name.',
				'Stays: localhost/shots:1, it is also shots:good.',
			]);
			expect(remove()).toMatchObject({status: 0, said: ['localhost/shots:2 is deleted.']});
			expect(left()).toEqual([
				`${a} localhost/shots:1`,
				`${a} localhost/shots:good`,
				`${b} localhost/shots:by-hand`,
				`${d} localhost/shots:3`,
			]);
			expect(readFileSync(inJob('notes'), 'utf8')).toBe('Old images deleted: 1.\n');
		});

		test('that a DevBox or a schedule uses stay, with the reason', () => {
			made([
				[a, ['web:1']],
				[b, ['web:2']],
				[c, ['web:3']],
			]);
			const stored = {
				version: 1,
				id: 'suses00',
				user: 'bob',
				reference: 'localhost/web:2',
				draft: {name: 'nightly'},
			};
			writeFileSync(path.join(box, 'schedules/suses00/schedule.json'), `${JSON.stringify(stored)}\n`);
			expect(judge('all', {NEEDS: `${a} api\n${a} db`}).said).toEqual([
				'Stays: localhost/web:3, the newest of its name.',
				'Stays: localhost/web:2, in use by schedule nightly.',
				'Stays: localhost/web:1, in use by DevBoxes api, db.',
			]);
			expect(remove().said).toEqual(['No image is deleted.']);
			expect(left()).toHaveLength(3);
		});

		test('are all named with the reason where none is old', () => {
			made([[a, ['web:1']]]);
			expect(judge('all').said).toEqual(['Stays: localhost/web:1, the newest of its name.']);
			made([]);
			expect(judge('all').said).toEqual(['The user has no such images.']);
			expect(judge('made', {}, 'shots').said).toEqual(['The user has no such images.']);
		});

		test('whose name another job is using stay; the lock of the runner is the same', () => {
			made([
				[a, ['forge:5000/we_b:1.x']],
				[b, ['forge:5000/we_b:2']],
				[c, ['forge:5000/we_b:3']],
			]);
			const reference = 'localhost/forge:5000/we_b:1.x';
			symlinkSync('20261129-020000-k3x9', path.join(box, 'locks', referenceLock(reference)));
			mkdirSync(path.join(box, 'jobs/20261129-020000-k3x9'));
			judge('all');
			expect(remove().said).toEqual([
				`Stays: ${reference}, because the job 20261129-020000-k3x9 is using its name.`,
				'localhost/forge:5000/we_b:2 is deleted.',
			]);
			expect(left()).toEqual([`${a} ${reference}`, `${c} localhost/forge:5000/we_b:3`]);
			expect(spawnSync('ls', [path.join(box, 'locks')], {encoding: 'utf8'}).stdout.trim()).toBe(
				referenceLock(reference),
			);
		});

		test('do not stay for the sake of a job that has ended or is gone', () => {
			made([
				[a, ['web:1']],
				[b, ['web:2']],
				[c, ['web:3']],
			]);
			mkdirSync(path.join(box, 'jobs/20261129-020000-k3x9'));
			writeFileSync(path.join(box, 'jobs/20261129-020000-k3x9/status.json'), '{}');
			symlinkSync('20261129-020000-k3x9', path.join(box, 'locks/image-web@1'));
			symlinkSync('20261129-030000-k3x9', path.join(box, 'locks/image-web@2'));
			judge('all');
			expect(remove().said).toEqual(['localhost/web:2 is deleted.', 'localhost/web:1 is deleted.']);
			expect(readdirSync(path.join(box, 'locks'))).toEqual([]);
		});

		test('have their locks given back when the step is ended, and those of others are not', () => {
			symlinkSync(job, path.join(box, 'locks/image-web@1'));
			symlinkSync('20261129-020000-k3x9', path.join(box, 'locks/image-web@2'));
			writeFileSync(inJob('name-locks'), '../../locks/image-web@1\n../../locks/image-web@2\n');
			expect(run(['./retention-step.sh', 'release']).status).toBe(0);
			expect(readdirSync(path.join(box, 'locks'))).toEqual(['image-web@2']);
			expect(run(['./retention-step.sh', 'release']).status).toBe(0);
		});

		test('stay where Podman does not list them: a note beside a new image, else a failure', () => {
			made([]);
			expect(judge('made', {BROKEN: 'yes'}, 'shots').status).toBe(0);
			expect(readFileSync(inJob('notes'), 'utf8')).toContain(
				'Podman did not list the images, so none is deleted.',
			);
			expect(remove().said).toEqual(['No image is deleted.']);
			const failed = run(['./retention-step.sh', 'judge', 'fail', 'alice', 'all', '1', ''], {BROKEN: 'yes'});
			expect(failed).toMatchObject({
				status: 1,
				reason: expect.stringContaining('Podman did not list the images'),
			});
		});
	});
});
