import {afterAll, beforeAll, expect, test} from 'vitest';
import {localTransport} from '../../source/remote/connect/local-transport.ts';
import {runScript, scriptLines} from '../../source/remote/shell/run-script.ts';
import {PreparedShell, runAndKeep} from '../../source/remote/shell/spare-shell.ts';
import type {Transport, Use} from '../../source/remote/transport.ts';

/** This machine; counts the shells that were opened, and keeps how the last one is used. */
let here: Transport;
let opened = 0;
let lastUse: Use | undefined;
beforeAll(() => {
	const below = localTransport();
	here = {
		...below,
		preamble: 'before=1\n',
		exec(command, use) {
			opened += 1;
			lastUse = use;
			return below.exec(command, use);
		},
	};
});
afterAll(() => here.close());

const begin = async (script: string) => {
	opened = 0;
	return runAndKeep(here, 'here', {script});
};

test('the next script runs in the shell of the first one, the one after it in another', async () => {
	const {stdout, transport} = await begin('echo first $before; echo quiet >&2');
	expect([stdout, opened]).toEqual(['first 1\n', 1]);
	const next = await runScript(transport, 'here', {script: 'echo out $before; echo err >&2; exit 7'});
	expect([next, opened]).toEqual([{code: 7, stdout: 'out 1\n', stderr: 'err\n'}, 1]);
	expect(await runScript(transport, 'here', {script: 'echo more'})).toMatchObject({stdout: 'more\n'});
	expect(opened).toBe(2);
});

test('the next script finds nothing that the first one set', async () => {
	const {transport} = await begin('mine=1; cd /; umask 0; exit 3');
	const {stdout} = await runScript(transport, 'here', {script: 'echo "[$mine] $(umask)"; pwd'});
	expect(stdout).toBe(`[] 0${process.umask().toString(8).padStart(3, '0')}\n${process.cwd()}\n`);
	expect(opened).toBe(1);
});

test('the first script cannot read the next one', async () => {
	const {stdout, transport} = await begin('cat; echo read');
	expect(stdout).toBe('read\n');
	expect(await runScript(transport, 'here', {script: 'echo whole'})).toMatchObject({stdout: 'whole\n'});
});

test('two scripts at once have a shell each', async () => {
	const {transport} = await begin(':');
	const both = await Promise.all(
		['one', 'two'].map(script => runScript(transport, 'here', {script: `echo ${script}`})),
	);
	expect([both.map(({stdout}) => stdout), opened]).toEqual([['one\n', 'two\n'], 2]);
});

test('a script that keeps running leaves the shell to short ones', async () => {
	const {transport} = await begin(':');
	for await (const line of scriptLines(transport, 'echo line', {signal: AbortSignal.timeout(60_000)}))
		expect(line).toBe('line');
	expect(opened).toBe(2);
	expect(await runScript(transport, 'here', {script: 'echo short'})).toMatchObject({stdout: 'short\n'});
	expect(opened).toBe(2);
});

test('its session is yielded while nobody uses it, and only then', async () => {
	const {transport} = await begin(':');
	const {yieldSession} = lastUse ?? {};
	expect([yieldSession?.(), yieldSession?.()]).toEqual([true, false]);
	expect(await runScript(transport, 'here', {script: 'echo anew'})).toMatchObject({stdout: 'anew\n'});
	expect(opened).toBe(2);

	const used = await begin(':');
	const running = runScript(used.transport, 'here', {script: 'echo safe'});
	expect(lastUse?.yieldSession?.()).toBe(false);
	expect(await running).toMatchObject({stdout: 'safe\n'});
});

test('a shell that has ended meanwhile is not used', async () => {
	const {transport} = await begin('kill $$');
	expect(await runScript(transport, 'here', {script: 'echo alive'})).toMatchObject({
		code: 0,
		stdout: 'alive\n',
	});
	expect(opened).toBeGreaterThan(1);
});

test('a first script that nobody wants any more ends', async () => {
	const given = new AbortController();
	const running = runAndKeep(here, 'here', {script: 'sleep 600', signal: given.signal});
	given.abort(new Error('given up'));
	await expect(running).rejects.toThrow('given up');
});

test('a first script that takes too long is reported once its time is over, not run again', async () => {
	opened = 0;
	await expect(runAndKeep(here, 'here', {script: 'sleep 600', timeoutMs: 300})).rejects.toMatchObject({
		message: 'here did not answer within 1 s.',
	});
	expect(opened).toBe(1);
});

test('a prepared shell runs the script that was prepared for, and no other', async () => {
	opened = 0;
	const prepared = new PreparedShell(here);
	await Promise.all([prepared.open(), prepared.open()]);
	await prepared.open();
	expect(opened).toBe(1);
	expect(await runScript(here, 'here', {script: 'echo other'})).toMatchObject({stdout: 'other\n'});
	expect(opened).toBe(2);
	const submitted = () => runScript(prepared.transport(), 'here', {script: 'echo it; echo why >&2; exit 17'});
	expect(await submitted()).toEqual({code: 17, stdout: 'it\n', stderr: 'why\n'});
	expect(opened).toBe(2);
	expect(await submitted()).toMatchObject({code: 17});
	expect(opened).toBe(3);
});

test('a prepared shell yields its session, and one that cannot be opened is not missed', async () => {
	const prepared = new PreparedShell(here);
	await prepared.open();
	expect(lastUse?.yieldSession?.()).toBe(true);
	const refused = {...here, exec: () => Promise.reject(new Error('refused'))};
	await new PreparedShell(refused).open();
	opened = 0;
	expect(await runScript(prepared.transport(), 'here', {script: 'echo it'})).toMatchObject({stdout: 'it\n'});
	expect(opened).toBe(1);
});
