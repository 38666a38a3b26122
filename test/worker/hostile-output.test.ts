import {spawn} from 'node:child_process';
import {readFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {runnerText} from '../../source/jobs/runner-files.ts';
import {startJob} from '../../source/jobs/start-job.ts';
import {
	jobRequest,
	type LocalWorker,
	localWorker,
	runnerPid,
	type Shell,
	shells,
	told,
} from '../jobs/local-worker.ts';

/** The log lines of a job whose only step prints these bytes. */
const logOf = async (
	worker: LocalWorker,
	bytes: string | Uint8Array,
	after = '',
): Promise<readonly string[]> => {
	const file = path.join(worker.ingotFolder, '..', 'bytes');
	await worker.remote.run(`mkdir -p ${worker.ingotFolder}`);
	writeFileSync(file, bytes);
	await worker.start('j1', [{id: 'one', run: `cat ${file}; ${after}`}]);
	const events = await worker.ended('j1');
	expect(events.at(-1)?.outcome).toBe('done');
	expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1));
	return events.filter(event => event.kind === 'log').map(event => event.text);
};

describe.each(Object.keys(shells) as Shell[])('under %s', {concurrent: true}, shell => {
	test.each([
		['quotes and backslashes', 'a "b" \\ \\n \\\\" \'c\' \\\n', ['a "b" \\ \\n \\\\" \'c\' \\']],
		[
			'what a shell would run',
			'$(id) `id` $HOME $x *; & | > %s %n\n',
			['$(id) `id` $HOME $x *; & | > %s %n'],
		],
		['escape sequences', '\u001B[31mred\u001B[0m\u0007\ttab\n', ['\u001B[31mred\u001B[0m\u0007\ttab']],
		[
			'every control character',
			`${String.fromCharCode(...Array.from({length: 31}, (_, at) => at + 1).filter(code => code !== 10 && code !== 13))}\u007F!\n`,
			[
				`${String.fromCharCode(...Array.from({length: 31}, (_, at) => at + 1).filter(code => code !== 10 && code !== 13))}\u007F!`,
			],
		],
		['NUL', 'a\0b\n', ['ab']],
		['Windows line ends', 'one\r\ntwo\r\n', ['one', 'two']],
		['a progress bar', ' 1%\r 50%\r100%\ndone\n', ['100%', 'done']],
		['blanks at both ends', '  a  \n\t\n\n \n', ['  a  ', '\t', '', ' ']],
		['no newline at the end', 'one\ntwo', ['one', 'two']],
		['empty lines', '\n\na\n\n', ['', '', 'a', '']],
		['UTF-8', 'één 😀 \u202E\n', ['één 😀 \u202E']],
		['nothing', '', []],
	])('%s comes through', async (_, bytes, lines) => {
		using worker = localWorker(shell);
		expect(await logOf(worker, bytes)).toEqual(lines);
	});

	test('invalid UTF-8 does not end the log', async () => {
		using worker = localWorker(shell);
		expect(await logOf(worker, new Uint8Array([97, 255, 233, 98, 10, 99, 10]))).toEqual([
			'a\uFFFD\uFFFDb',
			'c',
		]);
	});

	test('random bytes are still events', async () => {
		using worker = localWorker(shell);
		const bytes = crypto.getRandomValues(new Uint8Array(60_000));
		expect((await logOf(worker, bytes, 'echo; echo after')).at(-1)).toBe('after');
	});

	test('a line of 1 MB is cut and the next one is whole', async () => {
		using worker = localWorker(shell);
		const lines = await logOf(worker, `${'"x'.repeat(500_000)}\nafter\n`);
		expect(lines).toHaveLength(2);
		expect(lines[0]?.length).toBeLessThan(20_000);
		expect(lines[0]).toMatch(/^"x"x.*… \(1000000 bytes\)$/u);
		expect(lines[1]).toBe('after');
	});

	test.each(['"', '\u0001', '\u001B', 'é'])('a line full of %j is not slow', async each => {
		using worker = localWorker(shell);
		expect((await logOf(worker, `${each.repeat(2000)}\n`.repeat(10)))[9]).toBe(each.repeat(2000));
	});

	test('20 000 lines take seconds, and none is lost', async () => {
		using worker = localWorker(shell);
		const wanted = Array.from({length: 20_000}, (_, at) => `line ${at} of a "long" log`);
		expect(await logOf(worker, `${wanted.join('\n')}\n`)).toEqual(wanted);
	});

	test('a process that keeps the pipe open does not hold up the job', async () => {
		using worker = localWorker(shell);
		// As long as the folder of the job is there.
		const stays = `sh -c 'while [ -e plan.sh ]; do sleep 1; done'`;
		await worker.start('j1', [
			{id: 'one', run: `${stays} & setsid ${stays} & echo left`},
			{id: 'two', run: 'echo two'},
		]);
		const events = await worker.ended('j1');
		expect(events.filter(event => event.kind === 'log').map(told)).toEqual([
			'log · one · left',
			'log · two · two',
		]);
	});

	test('signals at every moment end no step and lose no line', async () => {
		using worker = localWorker(shell);
		const steps = Array.from({length: 60}, (_, at) => ({id: `s${at}`, run: `echo line ${at}`}));
		await worker.start('j1', steps);
		// The signal by which the process that stops a step asks for a line in the log.
		const signals = spawn('sh', [
			'-c',
			'while kill -USR1 "$1"; do sleep 0.001; done 2>/dev/null',
			'sh',
			String(runnerPid(worker, 'j1')),
		]);
		const events = await worker.ended('j1');
		signals.kill();
		expect(events.at(-1)?.text).toBe('localhost/x:1 is ready.');
		const lines = events.filter(({kind, text}) => kind === 'log' && text.startsWith('line'));
		expect(lines.map(({text}) => text)).toEqual(steps.map((_, at) => `line ${at}`));
	});

	test('every line of the file is complete, valid JSON', async () => {
		using worker = localWorker(shell);
		await logOf(worker, 'a\u0001"\\\u007F\r\nb\n');
		const text = readFileSync(path.join(worker.jobFolder('j1'), 'events.ndjson'), 'utf8');
		expect(text.endsWith('\n')).toBe(true);
		expect(
			text
				.trimEnd()
				.split('\n')
				.every(line => JSON.parse(line) !== undefined),
		).toBe(true);
		expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/u);
	});
});

test.each(Object.keys(shells) as Shell[])(
	'under %s an endless command does not fill the disk: its log is truncated, and its last line is the reason',
	async shell => {
		using worker = localWorker(shell);
		const steps = [
			{
				id: 'one',
				title: 'One',
				argv: ['sh', '-c', 'yes "$1" | head -n 500; echo last words; exit 1', 'step', 'x"'.repeat(100)],
				undo: ['echo', 'taken back'],
			},
		];
		await startJob(worker.remote, {
			request: jobRequest('j1', steps),
			plan: {steps, locks: [], done: 'Done.'},
			// The same with less room.
			scripts: [{name: 'job-runner.sh', text: runnerText.replace(/^max_log=\d+/mu, 'max_log=20000')}],
		});
		const events = await worker.ended('j1');
		expect(events.filter(event => event.text.startsWith('The log is truncated here'))).toHaveLength(1);
		expect(events.find(event => event.kind === 'step-failed')?.text).toBe('last words');
		expect(events.map(event => event.text)).toContain('taken back');
		expect(statSync(path.join(worker.jobFolder('j1'), 'events.ndjson')).size).toBeLessThan(23_000);
	},
);
