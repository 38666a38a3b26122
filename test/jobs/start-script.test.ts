import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {startScript} from '../../source/jobs/start-job.ts';
import {jobRequest} from './local-worker.ts';

const hostile = [
	"it's",
	'"q"',
	'$(touch pwned)',
	'`touch pwned`',
	'\\',
	'a\nb',
	'-n',
	'',
	'*',
	'é😀',
	';',
	'}',
];

/** Runs the script with a runner that only prints the words of the first step. */
const wordsOnWorker = (argv: readonly string[]): {said: string; folder: (name: string) => string} => {
	const home = mkdtempSync(path.join(tmpdir(), 'ingot-script-'));
	try {
		const runner = '. ./plan.sh; (work_1) >said; printf "%s|%s" "$title" "$locks" >plan; : >status.json';
		const script = startScript(
			{...jobRequest('j1', []), title: hostile.join(' ')},
			{
				steps: [{id: 'one', title: '', argv: ['printf', '%s\\0', ...argv], undo: ['true'], settles: 'none'}],
				locks: ['a', 'b'],
				done: 'Ready.',
			},
			[
				{name: 'job-runner.sh', text: runner},
				{name: 'other.sh', text: hostile.join('\n')},
			],
		);
		writeFileSync(path.join(home, 'x'), '');
		const {stdout} = spawnSync('sh', ['-s'], {
			input: script,
			env: {HOME: home, PATH: process.env.PATH},
		});
		expect(stdout.toString()).toBe('started\n');
		const job = path.join(home, '.local/state/ingot/jobs/j1');
		const texts = new Map(
			['plan', 'other.sh', 'request.json'].map(name => [name, readFileSync(path.join(job, name), 'utf8')]),
		);
		return {said: readFileSync(path.join(job, 'said'), 'utf8'), folder: name => texts.get(name) ?? ''};
	} finally {
		rmSync(home, {recursive: true, force: true});
	}
};

test('words reach a step as they are, whatever they hold', () => {
	const {said, folder} = wordsOnWorker(hostile);
	expect(said.split('\0').slice(0, -1)).toEqual(hostile);
	expect(folder('plan')).toBe(`${hostile.join(' ')}|a b`);
	expect(folder('other.sh')).toBe(hostile.join('\n'));
	expect(JSON.parse(folder('request.json'))).toMatchObject({id: 'j1', title: hostile.join(' ')});
});
