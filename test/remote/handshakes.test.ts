import {expect, onTestFinished, test, vi} from 'vitest';
import {Handshakes} from '../../source/remote/ssh2/handshakes.ts';

const dial = async () => {};

/** Log-ins that have begun, each with how to end it. */
const begun = (handshakes: Handshakes) => {
	const ends: (() => void)[] = [];
	const until = () => {
		const {promise, resolve} = Promise.withResolvers<void>();
		ends.push(resolve);
		return promise;
	};
	const logIn = (host: string) => handshakes.run(host, {dial, logIn: until});
	const connect = (host: string) => handshakes.run(host, {dial: until, logIn: dial});
	return {ends, logIn, connect};
};

const turn = () => new Promise(resolve => setImmediate(resolve));

test('at one host at most eight log-ins run at once, and they delay no other host', async () => {
	const {ends, logIn} = begun(new Handshakes());
	for (let each = 0; each < 12; each += 1) void logIn('busy:22');
	await turn();
	expect(ends).toHaveLength(8);
	void logIn('other:22');
	await turn();
	expect(ends).toHaveLength(9);
	ends[0]?.();
	await turn();
	expect(ends).toHaveLength(10);
});

test('at many hosts at most twenty-four log-ins run at once, in the order in which they were asked for', async () => {
	const {ends, logIn} = begun(new Handshakes());
	const order: number[] = [];
	const logins = Array.from({length: 40}, (_, host) =>
		logIn(`forge-${host}:22`).then(() => order.push(host)),
	);
	await turn();
	expect(ends).toHaveLength(24);
	for (let each = 0; each < 40; each += 1) {
		ends[each]?.();
		await turn();
	}
	await Promise.all(logins);
	expect(order).toEqual(Array.from({length: 40}, (_, host) => host));
});

test('hosts that do not answer keep no other log-in waiting', async () => {
	const {ends, logIn, connect} = begun(new Handshakes());
	for (let each = 0; each < 60; each += 1) void connect(`down-${each}:22`);
	await turn();
	expect(ends).toHaveLength(60);
	void logIn('up:22');
	await turn();
	expect(ends).toHaveLength(61);
	for (let each = 0; each < 300; each += 1) void connect(`far-${each}:22`);
	await turn();
	expect(ends).toHaveLength(201);
});

test('hosts that accept a connection and say nothing give their places away after a second', async () => {
	vi.useFakeTimers();
	onTestFinished(() => void vi.useRealTimers());
	const handshakes = new Handshakes();
	const {ends, logIn} = begun(handshakes);
	const heard = Promise.withResolvers<void>();
	for (let each = 0; each < 24; each += 1) {
		void logIn(`hung-${each}:22`);
		void handshakes.whileSilent(heard.promise);
	}
	void logIn('up:22');
	await vi.advanceTimersByTimeAsync(900);
	expect(ends).toHaveLength(24);
	await vi.advanceTimersByTimeAsync(100);
	expect(ends).toHaveLength(25);
	heard.resolve();
	await vi.advanceTimersByTimeAsync(0);
	void logIn('late:22');
	await vi.advanceTimersByTimeAsync(0);
	expect(ends).toHaveLength(25);
});

test('a question that waits for somebody keeps no other log-in waiting', async () => {
	const handshakes = new Handshakes();
	const {ends, logIn} = begun(handshakes);
	for (let each = 0; each < 9; each += 1) void logIn('busy:22');
	await turn();
	const answered = Promise.withResolvers<void>();
	const asking = handshakes.whileAsking('busy:22', () => answered.promise);
	await turn();
	expect(ends).toHaveLength(9);
	answered.resolve();
	await asking;
});

test('connections count from the request on until they end, but not those that failed', async () => {
	const handshakes = new Handshakes();
	await handshakes.run('a:22', {dial, logIn: dial});
	await handshakes.run('b:22', {dial, logIn: () => Promise.reject(new Error('refused'))}).catch(() => {});
	expect(handshakes.connections).toBe(1);
	handshakes.ended();
	expect(handshakes.connections).toBe(0);
});
