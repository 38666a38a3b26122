import {expect, test} from 'vitest';
import {ask, hostileNames} from './known-fleet.ts';

/** The candidates without their descriptions. */
const candidates = async (...words: readonly string[]): Promise<readonly string[]> =>
	(await ask('complete', '--', ...words)).map(line => line.split(' ')[0] ?? '');

test.each<readonly [string, readonly string[], readonly string[]]>([
	['a command', ['dev'], ['devboxes']],
	['a command of a group', ['images', 's'], ['show', 'sbom']],
	['a command after help', ['help', 'sched'], ['schedules']],
	['a command of a group after help', ['help', 'images', 'sb'], ['sbom']],
	['an option', ['devboxes', '--w'], ['--worker']],
	['an option of the list that a group runs', ['images', '--w'], ['--worker']],
	['an option of all commands', ['doctor', '--conf'], ['--config']],
	['a worker', ['devboxes', '-w', ''], ['forge-1', 'forge-2']],
	['a worker after =', ['devboxes', '--worker=forge-2'], ['--worker=forge-2']],
	['a label', ['workers', '--label', ''], ['gpu', 'eu']],
	['a label of one worker', ['devboxes', '-w', 'forge-2', '--label', ''], ['gpu']],
	['the target of a copy', ['copy', 'erp', '--to', 'forge-2'], ['forge-2']],
	['an image to push', ['push', 'tax'], ['tax-prep:2024', 'tax-prep:2025']],
	['a worker as an argument', ['adopt', 'f'], ['forge-1', 'forge-2']],
	['a DevBox', ['stop', 'ap'], ['api', 'api-worker']],
	['a DevBox after an option', ['stop', '--json', 'b'], ['box']],
	['a DevBox of one worker', ['shell', '-w', 'forge-2', ''], ['box']],
	['a DevBox of one worker after =', ['shell', '--worker=forge-2', ''], ['box']],
	['a DevBox to create from', ['create', '--worker', 'forge-1', '--from', 'e'], ['etl']],
	['an image once, though two workers have it', ['launch', 'tax'], ['tax-prep:2024', 'tax-prep:2025']],
	['only images that are not named yet', ['images', 'rm', 'tax-prep:2024', 't'], ['tax-prep:2025']],
	['a second image', ['images', 'diff', 'tax-prep:2024', 'e'], ['erp:latest']],
	['a capability', ['create', '-c', 'e'], ['erp']],
	['a job', ['attach', '2026'], ['20261123-171600-forge-1', '20261123-171600-forge-2']],
	['a schedule, but none that needs quotes', ['schedules', 'run', ''], ['nightly']],
	['one of the choices', ['init', '--role', 'a'], ['admin']],
	['a shell', ['completion', 'f'], ['fish']],
	['a file', ['launch', 'erp', '--env-file', ''], [':files']],
	['an archive', ['images', 'import', ''], [':files']],
	['a file after an image', ['images', 'export', 'erp:latest', ''], [':files']],
	['a config file', ['--config', ''], [':files']],
	['no option after --', ['launch', 'erp', '--', '--w'], []],
	['nothing where a new name is typed', ['images', 'tag', 'erp:latest', ''], []],
	['nothing where a new worker is typed', ['init', '--worker', ''], []],
	['nothing after a command that does not exist', ['nonsense', ''], []],
	['nothing for a name of every object', ['constructor', 'toString', '__proto__', ''], []],
])('TAB completes %s', async (_, words, expected) => {
	expect(await candidates(...words)).toEqual(expected);
});

test('without a word, all commands are offered but the hidden ones', async () => {
	const all = await candidates('');
	expect(all).toContain('create');
	expect(all).not.toContain('complete');
	expect(await ask('complete', '--')).toEqual(await ask('complete', '--', ''));
});

test('a name that a shell could execute is never offered, and a description cannot control a terminal', async () => {
	const offered = await candidates('stop', '');
	expect(offered).toEqual(['api', 'api-worker', 'etl', 'box']);
	for (const name of hostileNames) expect(offered).not.toContain(name);
	expect(await ask('complete', '--', 'attach', '20261123-171600-forge-1')).toEqual([
		'20261123-171600-forge-1 Create x·image: done',
	]);
});

test.each(['bash', 'zsh', 'fish'])('the script for %s evaluates nothing', async shell => {
	const script = (await ask('completion', shell)).join('\n');
	const code = script.replace(/^\s*#.*$/gmu, '');
	expect(code).toContain('ingot complete --');
	expect(code).not.toMatch(/\beval\b|compgen -W|\(e\)/u);
});

test('another shell is refused with the three that are known', async () => {
	expect((await ask('completion', 'tcsh')).join('\n')).toMatch(/Allowed choices are bash, zsh, fish/u);
});
