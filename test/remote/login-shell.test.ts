import {once} from 'node:events';
import {PassThrough} from 'node:stream';
import {text} from 'node:stream/consumers';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import {localTransport} from '../../source/remote/connect/local-transport.ts';
import {throughLoginShell} from '../../source/remote/shell/login-shell.ts';
import {runScript, scriptLines} from '../../source/remote/shell/run-script.ts';
import {type Before, untilMark} from '../../source/remote/shell/until-mark.ts';
import type {Execution, Transport} from '../../source/remote/transport.ts';

let here: Transport;
beforeAll(() => {
	here = localTransport('alice');
});
afterAll(() => here.close());

const worker = {name: 'forge', kind: 'self-hosted', ssh: 'alice@forge'} as const;
/** A login shell: what it does with each command line. */
const shell = (toLine: (command: string) => string, options: {sudo?: boolean; timeoutMs?: number} = {}) => {
	const heard: Before[] = [];
	const {timeoutMs, ...rest} = options;
	const transport = throughLoginShell(
		{...here, exec: command => here.exec(toLine(command))},
		{
			worker: {...worker, ...rest},
			onNoise: noise => heard.push(noise),
			...(timeoutMs === undefined ? {} : {timeoutMs}),
		},
	);
	return {transport, heard};
};
const run = (transport: Transport, script: string) => runScript(transport, 'forge', {script});
const why = async (transport: Transport): Promise<Failure> => {
	const thrown = await run(transport, 'echo never').catch((caught: unknown) => caught);
	if (thrown instanceof Failure) return thrown;
	throw new Error(`It ran: ${JSON.stringify(thrown)}`);
};

describe('output of a login shell before a command', () => {
	test.each([
		['a line', 'echo Welcome', 8],
		['half a line', 'printf Welcome', 7],
		['many lines', 'yes Welcome | head -n 8000', 64_000],
		['nothing', ':', 0],
	])('is dropped: %s', async (_title, noise, bytes) => {
		const {transport, heard} = shell(line => `${noise}; echo complaint >&2; ${line}`);
		expect(await run(transport, 'echo out; echo err >&2; exit 3')).toEqual({
			code: 3,
			stdout: 'out\n',
			stderr: 'err\n',
		});
		expect(heard.map(each => each.bytes)).toEqual([bytes]);
	});

	test('is dropped when lines are followed, and no line is lost', async () => {
		const {transport} = shell(line => `echo Welcome; ${line}`);
		const lines: string[] = [];
		const all = scriptLines(transport, 'seq 1 20000', {signal: new AbortController().signal});
		for await (const line of all) lines.push(line);
		expect(lines).toEqual(Array.from({length: 20_000}, (_, index) => String(index + 1)));
	});

	test('is not read endlessly', async () => {
		const {transport} = shell(() => 'yes Welcome');
		const failure = await why(transport);
		expect(failure).toMatchObject({kind: 'unreachable', stage: 'shell'});
		expect(failure.message).toContain('prints endlessly');
		expect(failure.hint).toContain('.bashrc');
	});
});

describe('a program that answers in place of a shell is reported with its last output', () => {
	test.each([
		['a forced command', 'echo "Backups only."; exit 2', '“Backups only.” (exit code 2)', 'ForceCommand'],
		[
			'an account that is shut',
			'echo "This account is currently not available."; exit 1',
			'not available',
			'chsh',
		],
		['SFTP', 'echo "This service allows sftp connections only."; exit 1', 'sftp', 'sshd_config'],
		['one that ends without a word', 'exit 0', 'it printed nothing (exit code 0)', 'alice@forge'],
		['hostile words', "printf 'a\\033[2Jb\\r\\n'; exit 1", '“ab”', 'ForceCommand'],
	])('%s', async (...[, line, message, hint]) => {
		const failure = await why(shell(() => line).transport);
		expect(failure).toMatchObject({kind: 'unreachable', stage: 'shell'});
		expect(failure.message).toContain(message);
		expect(failure.hint).toContain(hint);
	});

	test('one that waits for input gets none, and times out', async () => {
		const {transport} = shell(() => 'echo "Your choice?"; cat >/dev/null; sleep 1000', {timeoutMs: 5000});
		const failure = await why(transport);
		expect(failure.message).toContain('it hangs, it printed “Your choice?”');
	});
});

describe('sudo', () => {
	test.each([
		[
			'a password',
			'echo "sudo: a password is required" >&2; exit 1',
			'without a password',
			'alice ALL=(root) NOPASSWD: /bin/sh',
		],
		[
			'nothing to do with it',
			'echo "alice is not in the sudoers file." >&2; exit 1',
			'without a password',
			'/etc/sudoers.d/ingot',
		],
		[
			'a terminal',
			'echo "sudo: sorry, you must have a tty to run sudo" >&2; exit 1',
			'terminal',
			'Defaults:alice !requiretty',
		],
		[
			'a password, and says so late',
			'(exec >&-; sleep 0.05; echo "sudo: a password is required" >&2) & exec >&-; exit 1',
			'without a password',
			'alice ALL=(root) NOPASSWD: /bin/sh',
		],
		[
			'to be installed',
			'echo "sh: 1: exec: sudo: not found" >&2; exit 127',
			'There is no sudo',
			'Install sudo',
		],
	])('that requires %s is reported with the fix', async (...[, line, message, hint]) => {
		const failure = await why(shell(() => line, {sudo: true}).transport);
		expect(failure).toMatchObject({kind: 'unreachable', stage: 'sudo'});
		expect(failure.message).toContain(message);
		expect(failure.hint).toContain(hint);
	});

	test('its output is not lost when it ends before there is a listener', async () => {
		const transport = throughLoginShell(
			{
				...here,
				async exec() {
					const execution = await here.exec('echo "sudo: a password is required" >&2; exit 1');
					await execution.exited;
					return execution;
				},
			},
			{worker: {...worker, sudo: true}},
		);
		expect((await why(transport)).message).toContain('without a password');
	});

	test('runs the shell that reads the scripts', async () => {
		const seen: string[] = [];
		const {transport} = shell(
			line => {
				seen.push(line);
				return line.replace('sudo -n -H ', '');
			},
			{sudo: true},
		);
		expect(await run(transport, 'echo done')).toMatchObject({stdout: 'done\n'});
		expect(seen[0]).toMatch(/^exec sudo -n -H \/bin\/sh -c 'echo [0-9a-f]{24}; exec sh -s'$/u);
	});
});

describe('a mark in a stream', () => {
	const most = {maxBytes: 100, timeoutMs: 30_000};

	test('is found however the bytes arrive, and the rest is left', async () => {
		const stream = new PassThrough();
		const before = untilMark(stream, 'mark', most);
		for (const byte of Buffer.from('één mar\nmark\nréést')) stream.write(Buffer.of(byte));
		stream.end();
		expect(await before).toMatchObject({text: 'één mar\n', end: 'found'});
		expect(await text(stream)).toBe('réést');
	});

	test('that arrives with the end of the stream leaves the rest', async () => {
		const stream = new PassThrough();
		const before = untilMark(stream, 'mark', most);
		stream.end('mark\nrest');
		expect(await before).toMatchObject({text: '', bytes: 0, end: 'found'});
		expect(await text(stream)).toBe('rest');
	});

	test('that does not arrive is reported when the stream ends or breaks', async () => {
		const ended = new PassThrough();
		ended.end('words');
		expect(await untilMark(ended, 'mark', most)).toMatchObject({text: 'words', end: 'ended'});
		const broken = new PassThrough();
		const before = untilMark(broken, 'mark', most);
		broken.destroy();
		expect(await before).toMatchObject({end: 'ended'});
	});
});

test('a command whose output is not read completely still ends when it is closed', async () => {
	const {transport} = shell(line => `echo Welcome; ${line}`);
	const execution: Execution = await transport.exec('sh -s');
	execution.stdin.write('yes\n');
	await once(execution.stdout, 'readable');
	execution.close();
	expect(await execution.exited).not.toBe(0);
});
