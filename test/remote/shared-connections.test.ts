import {EventEmitter} from 'node:events';
import {expect, test} from 'vitest';
import {SharedConnections} from '../../source/remote/ssh2/shared-connections.ts';
import {orAborted} from '../../source/time/or-aborted.ts';

/** A jump host that answers when it is let, and what became of the connection to it. */
const jumpHost = () => {
	const answer = Promise.withResolvers<void>();
	const signals: AbortSignal[] = [];
	const ends: string[] = [];
	const connect = async (signal: AbortSignal) => {
		signals.push(signal);
		await orAborted(answer.promise, signal);
		const client = Object.assign(new EventEmitter(), {end: () => ends.push('ended')});
		return client;
	};
	return {connect, signals, ends, answer: answer.resolve};
};

test('the worker that asked first for a jump host can give up, and the others still get the connection', async () => {
	const shared = new SharedConnections();
	const {connect, signals, ends, answer} = jumpHost();
	const [first, second] = [new AbortController(), new AbortController()];
	const left = shared.hold('bastion', connect, first.signal);
	const waiting = shared.hold('bastion', connect, second.signal);
	first.abort(new Error('left'));
	await expect(left).rejects.toThrow('left');
	expect(signals.map(each => each.aborted)).toEqual([false]);
	answer();
	const held = await waiting;
	expect(ends).toEqual([]);
	held.release();
	await expect.poll(() => ends).toEqual(['ended']);
});

test('a worker that gives up does not wait for a jump host that hangs, and the last one ends the attempt', async () => {
	const shared = new SharedConnections();
	const {connect, signals} = jumpHost();
	const [first, second] = [new AbortController(), new AbortController()];
	const both = [first, second].map(each => shared.hold('bastion', connect, each.signal));
	second.abort(new Error('second'));
	await expect(both[1]).rejects.toThrow('second');
	expect(signals[0]?.aborted).toBe(false);
	first.abort(new Error('first'));
	await expect(both[0]).rejects.toThrow('first');
	expect(signals[0]?.aborted).toBe(true);
	const later = jumpHost();
	later.answer();
	await shared.hold('bastion', later.connect, new AbortController().signal);
	expect(later.signals.map(each => each.aborted)).toEqual([false]);
});

test('no connection is made for a worker that has given up already', async () => {
	const {connect, signals} = jumpHost();
	const gone = AbortSignal.abort(new Error('left'));
	await expect(new SharedConnections().hold('bastion', connect, gone)).rejects.toThrow('left');
	expect(signals).toEqual([]);
});
