import {existsSync, mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {localTransport} from '../../source/remote/connect/local-transport.ts';
import type {RunOptions} from '../../source/remote/remote.ts';
import {withinSessions} from '../../source/remote/sessions/sessions.ts';
import {runScript, scriptLines} from '../../source/remote/shell/run-script.ts';
import type {Transport} from '../../source/remote/transport.ts';
import {isDead} from '../driver/process-state.ts';
import {until} from '../driver/until.ts';

let transport: Transport;
beforeAll(() => {
	transport = localTransport();
});
afterAll(() => transport.close());

const run = (script: string, options?: RunOptions) => runScript(transport, 'here', {script, ...options});
const folder = () => mkdtempSync(path.join(tmpdir(), 'ingot-run-'));

describe('a script that runs to completion', {concurrent: true}, () => {
	test('returns its output and its exit code', async () => {
		expect(await run('echo out; echo err >&2; exit 7')).toEqual({code: 7, stdout: 'out\n', stderr: 'err\n'});
	});

	test('may be empty, or end in a comment or a here-document', async () => {
		expect(await run('')).toMatchObject({code: 0, stdout: ''});
		expect(await run('echo a # the end')).toMatchObject({stdout: 'a\n'});
		expect(await run('cat <<X\na $(echo b)\nX')).toMatchObject({stdout: 'a b\n'});
	});

	test('ends with the code of its last command', async () => {
		expect(await run('(exit 3)')).toMatchObject({code: 3});
	});

	test('is not consumed by a command in it that reads stdin', async () => {
		expect(await run('cat\necho still here')).toMatchObject({code: 0, stdout: 'still here\n'});
	});

	test('does not run when it is incomplete', async () => {
		const {code, stdout} = await run('echo begun\nif true; then');
		expect(code).not.toBe(0);
		expect(stdout).toBe('');
	});

	test('reports the signal that ended it', async () => {
		expect(await run('kill -KILL $$')).toMatchObject({code: 137});
	});

	test('may be longer than a pipe, and so may its output', async () => {
		const {stdout} = await run(`cat <<X\n${'0123456789abcdef\n'.repeat(20_000)}X`);
		expect(stdout.length).toBe(340_000);
	});

	test.each(['yes', 'yes >&2', 'echo begun; yes'])(
		'is ended when it does not stop to say things: %s',
		async script => {
			await expect(run(script, {timeoutMs: 600_000})).rejects.toMatchObject({
				name: 'Failure',
				message: 'here sent more than 32 MiB without an end.',
			});
		},
	);

	test('times out, together with everything that it has started', async () => {
		const file = path.join(folder(), 'pid');
		const running = run(`sleep 100 & echo $! >'${file}'; wait`, {timeoutMs: 5000});
		await expect(running).rejects.toThrow('here did not answer within 5 s.');
		const pid = Number(readFileSync(file, 'utf8'));
		await until(() => isDead(pid), {what: 'the end of what it started'});
	});

	test('ends when it is cancelled', async () => {
		const stop = new AbortController();
		const running = run('sleep 100', {signal: stop.signal});
		stop.abort(new Error('no more'));
		await expect(running).rejects.toThrow('no more');
		await expect(run('true', {signal: stop.signal})).rejects.toThrow('no more');
	});
});

describe('the lines of a script', {concurrent: true}, () => {
	const linesOf = async (script: string, signal = new AbortController().signal) => {
		const lines: string[] = [];
		for await (const line of scriptLines(transport, script, {signal})) lines.push(line);
		return lines;
	};

	test('arrive as they are printed and end with it, though its stdin stays open', async () => {
		expect(await linesOf('echo a; echo b >&2; printf c')).toEqual(['a', 'c']);
	});

	test('end on abort, and the script notices', async () => {
		const file = path.join(folder(), 'gone');
		const stop = new AbortController();
		const lines: string[] = [];
		// Like a follower: stdin ends when we leave.
		const script = `echo first; { cat >/dev/null; echo >'${file}'; } <&3 & wait`;
		for await (const line of scriptLines(transport, `trap '' TERM; exec 3<&0; ${script}`, {
			signal: stop.signal,
		})) {
			lines.push(line);
			stop.abort();
		}
		expect(lines).toEqual(['first']);
		await until(() => existsSync(file), {what: 'the script’s last word'});
	});

	test('leave nothing running when the reader stops', async () => {
		const file = path.join(folder(), 'pid');
		for await (const _line of scriptLines(transport, `echo $$ >'${file}'; echo one; sleep 100`, {
			signal: AbortSignal.timeout(60_000),
		}))
			break;
		const pid = Number(readFileSync(file, 'utf8'));
		await until(() => isDead(pid), {what: 'the end of the script'});
	});

	test('are empty when already aborted', async () => {
		expect(await linesOf('echo a', AbortSignal.abort())).toEqual([]);
	});
});

test('a connection that opens no shell blocks nothing', async () => {
	const stuck: Transport = {...transport, exec: () => new Promise(() => {})};
	const shared = withinSessions(stuck, 'forge');
	await expect(runScript(shared, 'forge', {script: 'true', timeoutMs: 50})).rejects.toThrow(
		'forge did not answer within 1 s.',
	);
});

test('closing this machine’s transport ends its commands without a reason', async () => {
	const own = localTransport();
	const file = path.join(folder(), 'pid');
	const running = runScript(own, 'here', {script: `echo $$ >'${file}'; sleep 1000`, timeoutMs: 1_000_000});
	const pid = await until(() => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0), {
		what: 'the script',
	});
	own.close();
	expect(await own.ended).toBeUndefined();
	// Long before its time is up.
	await running.catch(() => {});
	await until(() => isDead(pid), {what: 'the end of the script'});
});
