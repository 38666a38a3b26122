import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

/** One DevBox, as Podman 4.3 treats it: it does not stop what is paused. A call that $DIES matches changes nothing and fails. */
const podman = `#!/bin/sh
read -r state <"$BOX/state" || exit 125
read -r name <"$BOX/name"
case "$*" in $DIES) exit 137 ;; esac
to() { case " $2 " in *" $state "*) echo "$1" >"$BOX/state" ;; *) exit 125 ;; esac; }
case "$*" in
*.State.Status*) echo "$state" ;;
*.AutoRemove*) cat "$BOX/auto-remove" ;;
*.Name*) echo "$name" ;;
'container exists '*) [ "$3" = "$name" ] || [ "$3" = taken ] ;;
'stop '*) to exited 'running stopping exited created' ;;
'start '*) to running 'exited created running' ;;
'pause '*) to paused running ;;
'unpause '*) to running paused ;;
'rename '*) echo "$3" >"$BOX/name" ;;
esac
`;

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'devbox-undo-'));
	for (const name of ['devbox', 'step-prelude', 'ownership', 'windows-end'])
		copyFileSync(scriptPath(name), path.join(folder, `${name}.sh`));
	mkdirSync(path.join(folder, 'bin'));
	writeFileSync(path.join(folder, 'bin/podman'), podman, {mode: 0o755});
	writeFileSync(path.join(folder, 'name'), 'web\n');
	writeFileSync(path.join(folder, 'auto-remove'), 'false\n');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

type Row = {
	readonly verb: string;
	readonly from: string;
	/** Which call of Podman a signal ends. */
	readonly dies?: string;
	/** Exit code, and the state afterwards. */
	readonly gives: readonly [number, string];
	/** What others do before the undo; by default nothing. */
	readonly meanwhile?: string;
	/** The state after the undo; by default the earlier one. */
	readonly undone?: string;
};
const rows: readonly Row[] = [
	{verb: 'pause', from: 'running', gives: [0, 'paused']},
	{verb: 'pause', from: 'running', dies: 'pause*', gives: [1, 'running']},
	{verb: 'pause', from: 'paused', gives: [0, 'paused']},
	{verb: 'pause', from: 'exited', gives: [3, 'exited']},
	{verb: 'pause', from: 'created', gives: [3, 'created']},
	{verb: 'pause', from: 'running', gives: [0, 'paused'], meanwhile: 'exited', undone: 'exited'},
	{verb: 'stop', from: 'running', gives: [0, 'exited']},
	{verb: 'stop', from: 'running', dies: 'stop*', gives: [1, 'running']},
	{verb: 'stop', from: 'running', gives: [0, 'exited'], meanwhile: 'running'},
	{verb: 'stop', from: 'running', gives: [0, 'exited'], meanwhile: 'stopping'},
	{verb: 'stop', from: 'paused', gives: [0, 'exited']},
	{verb: 'stop', from: 'paused', dies: 'unpause*', gives: [1, 'paused']},
	{verb: 'stop', from: 'paused', dies: 'stop*', gives: [1, 'running']},
	{verb: 'stop', from: 'exited', gives: [0, 'exited']},
	{verb: 'stop', from: 'created', gives: [0, 'created']},
	{verb: 'stop', from: 'exited', gives: [0, 'exited'], meanwhile: 'running', undone: 'running'},
];

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	const step = (words: readonly string[], dies = 'none') => {
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const env = {PATH: `${folder}/bin:${process.env.PATH}`, BOX: folder, DIES: dies};
		return spawnSync(file, [...first, './devbox.sh', ...words], {cwd: folder, encoding: 'utf8', env});
	};
	const is = (what: 'state' | 'name') => readFileSync(path.join(folder, what), 'utf8').trim();
	const make = (what: 'state' | 'name', text: string) => writeFileSync(path.join(folder, what), `${text}\n`);

	test.each(rows)(
		'$verb of a DevBox that is $from takes back only what it has done ($dies $meanwhile)',
		({verb, from, dies, gives, meanwhile, undone = from}) => {
			make('state', from);
			const {status, stderr} = step([verb, 'box'], dies);
			expect([status, is('state')], stderr).toEqual(gives);
			if (meanwhile !== undefined) make('state', meanwhile);
			expect(step([`un${verb}`, 'box']).status).toBe(0);
			expect(is('state')).toBe(undone);
		},
	);

	test.each(['pause', 'stop', 'rename'])('the undo of a %s that has not begun changes nothing', verb => {
		for (const state of ['running', 'paused', 'exited']) {
			make('state', state);
			expect(step([`un${verb}`, 'box', 'web']).status).toBe(0);
			expect([is('state'), is('name')]).toEqual([state, 'web']);
		}
	});

	test.each([
		{says: 'true', code: 3, words: /created with --rm: stopping it would remove it with its files/u},
		{says: '', code: 1, words: /did not report whether stopping the DevBox would remove it/u},
	])('a DevBox is not stopped where Podman would remove it ("$says")', ({says, code, words}) => {
		writeFileSync(path.join(folder, 'auto-remove'), `${says}\n`);
		for (const state of ['running', 'paused']) {
			make('state', state);
			const {status, stderr} = step(['stop', 'box']);
			expect([status, is('state')]).toEqual([code, state]);
			expect(stderr).toMatch(words);
			expect(step(['unstop', 'box']).status).toBe(0);
			expect(is('state')).toBe(state);
		}
	});

	test('what needs no change is said, and is no failure', () => {
		for (const [verb, state, words] of [
			['pause', 'paused', 'It was paused already.'],
			['stop', 'exited', 'It was stopped already.'],
			['start', 'running', 'It was running already.'],
		] as const) {
			make('state', state);
			expect(step([verb, 'box']).status).toBe(0);
			expect(readFileSync(path.join(folder, 'notes'), 'utf8').trim()).toBe(words);
		}
	});

	test('the undo of a rename gives back the name that it had, and no other', () => {
		make('state', 'running');
		expect(step(['rename', 'box', 'taken']).status).toBe(5);
		step(['unrename', 'box', 'taken']);
		expect(is('name')).toBe('web');
		expect(step(['rename', 'box', 'new']).status).toBe(0);
		expect(is('name')).toBe('new');
		step(['unrename', 'box', 'new']);
		expect(is('name')).toBe('web');
		step(['rename', 'box', 'new']);
		make('name', 'third');
		step(['unrename', 'box', 'new']);
		expect(is('name')).toBe('third');
	});
});
