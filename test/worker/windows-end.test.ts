import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Shell, shells} from '../jobs/local-worker.ts';
import {scriptPath} from './script-path.ts';

/** One Windows DevBox; what changes it is written to `calls`. Its stop timeout, variables and mounts are in files. */
const podman = `#!/bin/sh
read -r state <"$BOX/state"
case "$*" in
*.State.Status*) echo "$state" ;;
*.Config.StopTimeout*) cat "$BOX/settings" ;;
*.AutoRemove*) echo false ;;
*.Mounts*) cat "$BOX/mounts" ;;
'stop '*) echo exited >"$BOX/state"; echo "$*" >>"$BOX/calls" ;;
'start '* | 'unpause '*) echo running >"$BOX/state"; echo "$*" >>"$BOX/calls" ;;
*) echo "$*" >>"$BOX/calls" ;;
esac
`;

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'windows-end-'));
	for (const name of ['devbox', 'step-prelude', 'ownership', 'windows-end'])
		copyFileSync(scriptPath(name), path.join(folder, `${name}.sh`));
	mkdirSync(path.join(folder, 'bin'));
	writeFileSync(path.join(folder, 'bin/podman'), podman, {mode: 0o755});
	is({state: 'running', settings: '10', mounts: '', calls: ''});
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const is = (files: Readonly<Record<string, string>>) => {
	for (const [name, text] of Object.entries(files))
		writeFileSync(path.join(folder, name), text === '' ? '' : `${text}\n`);
};
const anonymous = `true volume ${'a'.repeat(64)}`;

describe.each(Object.keys(shells) as Shell[])('under %s', shell => {
	const step = (...words: readonly string[]) => {
		const [file = '', ...first] = shell === 'busybox' ? [shells.busybox, 'sh'] : [shells[shell]];
		const env = {PATH: `${folder}/bin:${process.env.PATH}`, BOX: folder};
		const ended = spawnSync(file, [...first, './devbox.sh', ...words], {cwd: folder, encoding: 'utf8', env});
		expect(ended.stderr).toBe('');
		expect(ended.status).toBe(0);
		return readFileSync(path.join(folder, 'calls'), 'utf8').trim().split('\n');
	};

	test.each([
		['with the usual ten seconds', '10', 250],
		['that Podman would kill at once', '0', 250],
		['with a longer time of its own', '600', 600],
		['whose entrypoint waits longer', '10\nTIMEOUT=300', 630],
		['whose entrypoint waits longer by the older name', '10\nTIMEOUT=60\nQEMU_TIMEOUT="0200"', 430],
		['whose entrypoint waits less', '10\nTIMEOUT=15', 250],
		['with nonsense in these', '10\nTIMEOUT=soon\nQEMU_TIMEOUT=$(false)\nMY_TIMEOUT=900', 250],
	])('a Windows %s gets the time to shut down', (_, settings, seconds) => {
		is({settings});
		expect(step('stop', 'box', 'windows')).toEqual([`stop --time ${seconds} box`]);
	});

	test('a Linux DevBox is stopped with its own time', () => {
		expect(step('stop', 'box')).toEqual(['stop box']);
	});

	const rm = 'rm --force --ignore --time 10 --volumes box';
	test.each([
		['in a volume with a name', 'running', `${anonymous}\ntrue volume work`, ['stop --time 250 box', rm]],
		['in a folder of the worker', 'running', 'true bind', ['stop --time 250 box', rm]],
		['while it is paused', 'paused', 'true bind', ['unpause box', 'stop --time 250 box', rm]],
		['when it goes with the DevBox', 'running', anonymous, [rm]],
		['that it may only read', 'running', 'false bind\nfalse volume media', [rm]],
		['while it is off', 'exited', 'true bind', [rm]],
	])('a removal lets Windows shut down only where its disk is kept: %s', (...[, state, mounts, calls]) => {
		is({state, mounts});
		expect(step('remove', 'box', 'windows')).toEqual(calls);
	});

	test('a removal that is cancelled while Windows shuts down brings it back', () => {
		is({state: 'stopping', earlier: 'running'});
		expect(step('unstop', 'box', 'windows')).toEqual(['stop --time 250 box', 'start box']);
	});
});
