import {spawnSync} from 'node:child_process';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

/** Volumes are files with their label; those in $USED belong to a container. A call that $DIES matches is killed. */
const podman = `#!/bin/sh
case "$*" in $DIES) exit 137 ;; esac
cd "$STORE" || exit 125
case "$*" in
'volume exists '*) [ -e "$3" ] ;;
'volume create --label '*)
	if [ -e full ]; then echo 'Error: no space left on device' >&2; exit 125; fi
	[ ! -e "$5" ] || { echo 'Error: volume already exists' >&2; exit 125; }
	echo "$4" >"$5"
	;;
'volume ls --quiet --filter label='*) grep -lxF "\${5#label=}" * || : ;;
'volume rm '*)
	case " $USED " in *" $3 "*) exit 2 ;; esac
	if [ -e full ]; then exit 125; fi
	rm "$3"
	;;
esac
`;

let folder: string;
let store: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'launch-volumes-'));
	store = path.join(folder, 'store');
	for (const name of ['linux-launch', 'step-prelude'])
		copyFileSync(scriptPath(name), path.join(folder, `${name}.sh`));
	for (const each of ['bin', 'store']) mkdirSync(path.join(folder, each));
	writeFileSync(path.join(folder, 'bin/podman'), podman, {mode: 0o755});
	writeFileSync(path.join(store, 'old'), 'of somebody\n');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	const step = (words: readonly string[], more: {readonly used?: string; readonly dies?: string} = {}) => {
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const env = {
			PATH: `${folder}/bin:${process.env.PATH}`,
			STORE: store,
			USED: more.used ?? '',
			DIES: more.dies ?? 'none',
		};
		return spawnSync(file, [...first, './linux-launch.sh', ...words], {cwd: folder, encoding: 'utf8', env});
	};
	const make = () => step(['make_volumes', 'j1', 'data', 'old', 'cache']);

	test('a launch that is rolled back removes the volumes that it created, and no others', () => {
		writeFileSync(path.join(store, 'theirs'), 'io.clustercode.job=j2\n');
		expect(make().status).toBe(0);
		expect(readdirSync(store).toSorted()).toEqual(['cache', 'data', 'old', 'theirs']);
		expect(step(['unmake_volumes', 'j1']).status).toBe(0);
		expect(readdirSync(store).toSorted()).toEqual(['old', 'theirs']);
		expect(readFileSync(path.join(store, 'old'), 'utf8')).toBe('of somebody\n');
		expect(step(['unmake_volumes', 'j1']).status).toBe(0);
	});

	test('a volume that another container has meanwhile stays, and it is said', () => {
		make();
		const {status, stdout} = step(['unmake_volumes', 'j1'], {used: 'data'});
		expect([status, stdout]).toEqual([0, 'The volume data stays: another container uses it.\n']);
		expect(readdirSync(store).toSorted()).toEqual(['data', 'old']);
	});

	test.each([
		['volume ls*', 'which volumes this job created'],
		['volume rm*', 'podman volume rm'],
	])('volumes do not count as removed if Podman is killed at %s', (dies, says) => {
		make();
		const {status, stderr} = step(['unmake_volumes', 'j1'], {dies});
		expect([status, stderr.includes(says)]).toEqual([1, true]);
	});

	test('a volume that cannot be created is the reason why the launch fails', () => {
		writeFileSync(path.join(store, 'full'), '');
		const {status, stderr} = make();
		expect([status, stderr.trim()]).toEqual([
			1,
			'The volume data could not be created: Error: no space left on device',
		]);
		expect(existsSync(path.join(store, 'data'))).toBe(false);
	});
});
