import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {localTransport} from '../../source/remote/connect/local-transport.ts';
import {withinSessions} from '../../source/remote/sessions/sessions.ts';
import {runScript, scriptLines} from '../../source/remote/shell/run-script.ts';
import {SessionRefused, type Transport} from '../../source/remote/transport.ts';
import {until} from '../driver/until.ts';

/** This machine behind an sshd with MaxSessions, which refuses more sessions. */
const limited = (most: number) => {
	const below = localTransport();
	const seen = {open: 0, most: 0, refused: 0, limit: most};
	const exec: Transport['exec'] = async command => {
		if (seen.open >= seen.limit) {
			seen.refused += 1;
			throw new SessionRefused('open failed');
		}
		seen.open += 1;
		seen.most = Math.max(seen.most, seen.open);
		const execution = await below.exec(command);
		void execution.exited.then(() => {
			seen.open -= 1;
		});
		return execution;
	};
	return {seen, below, transport: withinSessions({...below, exec}, 'forge')};
};

let stop: AbortController;
const open: Transport[] = [];
beforeEach(() => {
	stop = new AbortController();
});
afterEach(() => {
	stop.abort();
	for (const each of open.splice(0)) each.close();
});
const within = (most: number) => {
	const made = limited(most);
	open.push(made.below);
	return made;
};

const follow = 'echo begun; exec 3<&0; { cat <&3 >/dev/null; kill $$; } & sleep 100 >/dev/null 2>&1';
/** Follows until it is stopped, and resumes after it has yielded; counts starts and yields. */
const follower = (transport: Transport, script = follow) => {
	const told = {begun: 0, gaveWay: 0};
	const go = async () => {
		for (;;) {
			let isGivenUp = false;
			const onYielded = () => {
				isGivenUp = true;
			};
			for await (const line of scriptLines(transport, script, {signal: stop.signal, onYielded}))
				if (line === 'begun') told.begun += 1;
			if (!isGivenUp) return;
			told.gaveWay += 1;
		}
	};
	void go();
	return told;
};
const run = (transport: Transport, script: string, timeoutMs?: number) =>
	runScript(transport, 'forge', {script, ...(timeoutMs === undefined ? {} : {timeoutMs})});

describe('scripts on a worker that opens few sessions', () => {
	test.each([1, 2, 3])('all run where the limit is %i, and none is refused in the end', async most => {
		const {transport, seen} = within(most);
		const said = await Promise.all(
			Array.from({length: 12}, (_, i) => run(transport, `sleep 0.05; echo ${i}`)),
		);
		expect(said.map(each => each.stdout)).toEqual(Array.from({length: 12}, (_, i) => `${i}\n`));
		expect(seen.most).toBe(most);
	});

	test('run in the order in which they came', async () => {
		const {transport} = within(1);
		const order: number[] = [];
		const ask = async (i: number) => {
			await run(transport, 'sleep 0.3');
			order.push(i);
		};
		const first = ask(0);
		// The limit is known only after the first refusal.
		await Promise.all([first, ask(1), ask(2), ask(3)]);
		order.splice(0);
		await Promise.all([4, 5, 6, 7].map(ask));
		expect(order).toEqual([4, 5, 6, 7]);
	});

	test('report the limit once it is known', async () => {
		const {transport, seen} = within(2);
		const learnt: (number | undefined)[] = [];
		transport.onSessions?.(most => learnt.push(most));
		await Promise.all([1, 2, 3, 4].map(() => run(transport, 'sleep 0.5')));
		expect(learnt).toEqual([2]);
		const late: (number | undefined)[] = [];
		transport.onSessions?.(most => late.push(most));
		expect(late).toEqual([2]);
		// Nothing is refused once it is known.
		const {refused} = seen;
		await Promise.all([1, 2, 3, 4].map(() => run(transport, 'true')));
		expect(seen.refused).toBe(refused);
	});

	test('run side by side again when the limit is higher than it seemed', async () => {
		const {transport, seen} = within(1);
		const learnt: (number | undefined)[] = [];
		transport.onSessions?.(most => learnt.push(most));
		await Promise.all([1, 2].map(() => run(transport, 'sleep 0.4')));
		expect(learnt).toEqual([1]);
		seen.limit = 3;
		const now = Date.now.bind(Date);
		const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + 31_000);
		try {
			// They end only once both have run side by side for a while.
			const file = path.join(mkdtempSync(path.join(tmpdir(), 'ingot-sessions-')), 'go');
			const both = [1, 2].map(() => run(transport, `until [ -e '${file}' ]; do sleep 0.05; done`));
			await until(() => learnt.length === 2, {what: 'another limit'});
			writeFileSync(file, '');
			await Promise.all(both);
		} finally {
			clock.mockRestore();
		}
		expect(learnt).toEqual([1, undefined]);
	});

	test('fail with the reason when there are none', async () => {
		const {transport} = within(0);
		await expect(run(transport, 'true')).rejects.toMatchObject({
			kind: 'unreachable',
			message: 'sshd on forge accepts the login, but opens no session for a command: open failed.',
			hint: expect.stringContaining('MaxSessions'),
		});
	});

	test('leave the queue when cancelled, and fail when it does not move', async () => {
		const {transport, seen} = within(1);
		const file = path.join(mkdtempSync(path.join(tmpdir(), 'ingot-sessions-')), 'go');
		const long = run(transport, `until [ -e '${file}' ]; do sleep 0.05; done`);
		await until(() => seen.open === 1, {what: 'the first'});
		const gone = new AbortController();
		const left = runScript(transport, 'forge', {script: 'echo left', signal: gone.signal});
		const late = run(transport, 'echo late', 700);
		await until(() => seen.refused >= 3, {what: 'refusals'});
		gone.abort(new Error('no more'));
		await expect(left).rejects.toThrow('no more');
		await expect(late).rejects.toThrow('No session was free on forge within 1 s.');
		writeFileSync(file, '');
		expect((await long).code).toBe(0);
		expect((await run(transport, 'echo next')).stdout).toBe('next\n');
	});

	test('have their full time once their turn comes', async () => {
		const {transport} = within(1);
		// Waiting and running take longer than the limit together, and each far less.
		const said = await Promise.all([1, 2].map(() => run(transport, 'sleep 4', 7000)));
		expect(said.map(each => each.code)).toEqual(said.map(() => 0));
	});
});

describe('a follower', () => {
	test.each([1, 2])('yields to scripts where there are %i sessions, and continues', async most => {
		const {transport} = within(most);
		const followers = Array.from({length: most}, () => follower(transport));
		await until(() => followers.every(each => each.begun === 1), {what: 'the followers'});
		for (let i = 0; i < 3; i += 1) expect((await run(transport, `echo ${i}`)).stdout).toBe(`${i}\n`);
		const gaveWay = followers.reduce((sum, each) => sum + each.gaveWay, 0);
		expect(gaveWay).toBeGreaterThan(0);
		await until(() => followers.every(each => each.begun === each.gaveWay + 1), {what: 'them to go on'});
	});

	test('gets its turn like others', async () => {
		const {transport} = within(1);
		const followers = [follower(transport), follower(transport)];
		await until(() => followers.every(each => each.begun >= 2), {what: 'two turns each'});
	});

	test('does not yield while there are enough sessions', async () => {
		const {transport} = within(3);
		const followers = [follower(transport), follower(transport)];
		await until(() => followers.every(each => each.begun === 1), {what: 'the followers'});
		for (let i = 0; i < 5; i += 1) await run(transport, 'true');
		expect(followers.map(each => each.gaveWay)).toEqual([0, 0]);
	});

	test('that cannot resume keeps its session', async () => {
		const {transport} = within(1);
		const lines = scriptLines(transport, follow, {signal: stop.signal});
		expect((await lines.next()).value).toBe('begun');
		await expect(run(transport, 'true', 500)).rejects.toThrow('No session was free on forge');
		stop.abort();
		expect((await lines.next()).done).toBe(true);
		expect((await run(transport, 'true')).code).toBe(0);
	});

	test('whose reader has stopped in the middle yields anyway', async () => {
		const {transport} = within(1);
		const lines = scriptLines(transport, `seq 100000; ${follow}`, {
			signal: stop.signal,
			onYielded: () => {},
		});
		expect((await lines.next()).value).toBe('1');
		expect((await run(transport, 'echo in')).stdout).toBe('in\n');
		for await (const line of lines) expect(Number(line)).toBeLessThan(100_000);
	});
});

test('nothing waits in a queue that has ended', async () => {
	const {transport, seen} = within(1);
	const lines = scriptLines(transport, follow, {signal: stop.signal});
	await lines.next();
	const waiting = run(transport, 'true').catch((thrown: unknown) => thrown);
	await until(() => seen.refused >= 3, {what: 'refusals'});
	transport.close();
	await waiting;
});
