import {spawnSync} from 'node:child_process';
import {
	copyFileSync,
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
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

/** Images in a file, a line each, and their names in another: `ID NAME`. With RACE, the last name leaves its image. */
const podman = `#!/bin/sh
for last; do :; done
case $* in
'image inspect --format {{.Id}} '*) sed -n "s|^\\([^ ]*\\) $last\\$|\\1|p" names | grep . ;;
'image inspect --format {{len .RepoTags}} '*) grep -q "^$last\\$" images && grep -c "^$last " names ;;
'image inspect --format {{index .Labels "io.clustercode.managed"}} '*) echo true ;;
'image inspect --format {{index .Labels "io.clustercode.owner"}} '*) echo alice ;;
'image inspect --format {{index'*) echo ;;
'image inspect --format '*' {{.Size}} '*) echo "$last 5" ;;
'image exists '*) grep -q " $last\\$" names || grep -q "^$last\\$" images ;;
'images '*) while read -r id; do grep -q "^$id " names || echo "$id"; done <images ;;
'ps '*) echo "$NEEDS" ;;
untag*) sed -i "\\| $last\\$|d" names ;;
rmi*)
	id=$(sed -n "s|^\\([^ ]*\\) $last\\$|\\1|p" names)
	sed -i "\\| $last\\$|d" names
	if [ -z "$id" ]; then sed -i "/^$last\\$/d" images; elif [ -z "$RACE" ]; then grep -q "^$id " names || sed -i "/^$id\\$/d" images; fi
	;;
info*) echo / ;;
esac
`;
const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'image-step-'));
	for (const name of [
		'image-step',
		'manage-image',
		'sbom-files',
		'state-folder',
		'windows-guard',
		'step-prelude',
	])
		copyFileSync(scriptPath(name), path.join(folder, `${name}.sh`));
	mkdirSync(path.join(folder, 'bin'));
	writeFileSync(path.join(folder, 'bin/podman'), podman, {mode: 0o755});
	writeFileSync(path.join(folder, 'images'), `${a}\n${b}\n`);
	writeFileSync(path.join(folder, 'names'), `${a} localhost/web:1\n${a} localhost/web:2\n`);
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));
const left = (file: 'images' | 'names') => readFileSync(path.join(folder, file), 'utf8');

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
		const [file = 'sh', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const {status, stdout, stderr} = spawnSync(file, [...first, './image-step.sh', ...words], {
			cwd: folder,
			env: {
				PATH: `${path.join(folder, 'bin')}:${process.env.PATH ?? ''}`,
				HOME: folder,
				NEEDS: '',
				RACE: '',
				...env,
			},
			encoding: 'utf8',
		});
		return {status, said: stdout.trim(), reason: stderr.trim().split('\n').at(-1)};
	};

	test('a name is deleted and its image stays; with the last name the image goes', () => {
		expect(run(['remove', a, 'localhost/web:1', 'other'])).toMatchObject({
			status: 0,
			said: 'Other names or images need its layers, so they stay.',
		});
		expect(left('names')).toBe(`${a} localhost/web:2\n`);
		expect(run(['remove', a, 'localhost/web:2', 'last'])).toMatchObject({status: 0, said: 'Deleted.'});
		expect(left('images')).toBe(`${b}\n`);
	});

	test('an image that lost its last two names at the same time goes, too', () => {
		expect(run(['remove', a, 'localhost/web:1', 'last'], {RACE: '1'})).toMatchObject({status: 0});
		expect(left('images')).toContain(a);
		expect(run(['remove', a, 'localhost/web:2', 'last'], {RACE: '1'})).toMatchObject({
			status: 0,
			said: 'Deleted.',
		});
		expect(left('images')).toBe(`${b}\n`);
	});

	test('a name that stands for another image meanwhile, and one that came into use, are conflicts', () => {
		expect(run(['remove', b, 'localhost/web:1', 'last'])).toMatchObject({
			status: 5,
			reason: 'localhost/web:1 is not the same image any more.',
		});
		expect(run(['remove', a, 'localhost/web:1', 'last'], {NEEDS: `${a} api`})).toMatchObject({
			status: 5,
			reason: 'localhost/web:1 is in use by api.',
		});
		expect(left('names').split('\n')).toHaveLength(3);
	});

	test('an old image that a schedule launches since it was judged stays, as do all where schedules cannot be read', () => {
		const schedules = path.join(folder, '.local/state/ingot/schedules');
		const schedule = {
			version: 1,
			id: 's1',
			user: 'alice',
			reference: 'localhost/web:2',
			draft: {name: 'nightly'},
		};
		mkdirSync(path.join(schedules, 's1'), {recursive: true});
		writeFileSync(path.join(schedules, 's1/schedule.json'), `${JSON.stringify(schedule)}\n`);
		const old = ['old', a, 'localhost/web:1', a, 'localhost/web:2'];
		expect(run(old)).toMatchObject({
			status: 0,
			said: expect.stringContaining('localhost/web:2: localhost/web:2 is in use by the schedule nightly.'),
		});
		expect(left('names')).toBe(`${a} localhost/web:2\n`);
		mkdirSync(path.join(schedules, 's2'));
		symlinkSync('nowhere', path.join(schedules, 's2/schedule.json'));
		rmSync(path.join(schedules, 's1'), {recursive: true});
		const {status, said} = run(old);
		expect([status, said.includes('The schedules of the worker could not be read.')]).toEqual([1, true]);
		expect(left('names')).toBe(`${a} localhost/web:2\n`);
	});

	test('prune deletes unnamed images of the user only, and says what became free', () => {
		expect(run(['prune', 'bob', b])).toMatchObject({status: 0});
		expect(left('images')).toContain(b);
		expect(run(['prune', 'alice', a, b], {NEEDS: `${b} api`}).said).not.toContain('Deleted');
		expect(left('images')).toContain(b);
		expect(run(['prune', 'alice', a, b]).said).toMatch(/^Deleted b{12}\.\nAbout \d+ KiB became free\.$/u);
		expect(left('images')).toBe(`${a}\n`);
	});

	test('old images are deleted name by name; what is in use or another image by now stays, and the others go', () => {
		const pairs = [a, 'localhost/web:1', b, 'localhost/web:2', a, 'localhost/web:2'];
		expect(run(['old', ...pairs])).toMatchObject({
			status: 0,
			said: [
				'localhost/web:1 is deleted. Other names or images need its layers, so they stay.',
				'Stays: localhost/web:2: localhost/web:2 is not the same image any more.',
				'localhost/web:2 is deleted.',
			].join('\n'),
		});
		expect(left('images')).toBe(`${b}\n`);
	});

	test('an old image that came into use stays', () => {
		expect(run(['old', a, 'localhost/web:1', a, 'localhost/web:2'], {NEEDS: `${a} api`})).toMatchObject({
			status: 0,
			said: [
				'localhost/web:1 is deleted. Other names or images need its layers, so they stay.',
				'Stays: localhost/web:2: localhost/web:2 is in use by api.',
			].join('\n'),
		});
		expect(left('names')).toBe(`${a} localhost/web:2\n`);
	});

	test('the list of packages goes with its image, also of one that was removed by somebody; other machines keep theirs', () => {
		const images = path.join(folder, '.local/state/ingot/images');
		const machine = spawnSync('sh', ['-c', `. ${scriptPath('sbom-files')}; machine_name`], {
			encoding: 'utf8',
		}).stdout.trim();
		const [gone, elsewhere] = ['c'.repeat(64), 'd'.repeat(64)];
		for (const id of [a, b, gone, elsewhere]) {
			mkdirSync(path.join(images, id), {recursive: true});
			writeFileSync(path.join(images, id, 'sbom.json'), '{}');
			writeFileSync(path.join(images, id, 'machine'), `${id === elsewhere ? 'another:' : machine}\n`);
		}
		expect(run(['remove', a, 'localhost/web:1', 'other'])).toMatchObject({status: 0});
		expect(readdirSync(images)).toEqual([a, b, elsewhere]);
		expect(run(['remove', a, 'localhost/web:2', 'last'])).toMatchObject({status: 0});
		expect(readdirSync(images)).toEqual([b, elsewhere]);
		expect(run(['prune', 'alice', b])).toMatchObject({status: 0});
		expect(readdirSync(images)).toEqual([elsewhere]);
	});
});
