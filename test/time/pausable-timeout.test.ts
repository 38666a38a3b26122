import {getEventListeners} from 'node:events';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {PausableTimeout} from '../../source/time/pausable-timeout.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

test('the time is up after its time, with ETIMEDOUT', () => {
	const {signal} = new PausableTimeout(100);
	vi.advanceTimersByTime(99);
	expect(signal.aborted).toBe(false);
	vi.advanceTimersByTime(1);
	expect(signal.reason).toMatchObject({code: 'ETIMEDOUT'});
});

test('it does not run during a pause, and starts afresh after the last of several', async () => {
	const timeout = new PausableTimeout(100);
	const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const;
	const asked = answers.map(each => timeout.pauseDuring(() => each.promise));
	vi.advanceTimersByTime(10_000);
	answers[0].resolve('one');
	await asked[0];
	vi.advanceTimersByTime(10_000);
	expect(timeout.signal.aborted).toBe(false);
	answers[1].resolve('two');
	expect(await Promise.all(asked)).toEqual(['one', 'two']);
	vi.advanceTimersByTime(99);
	expect(timeout.signal.aborted).toBe(false);
	vi.advanceTimersByTime(1);
	expect(timeout.signal.aborted).toBe(true);
});

test('a restart gives the full time again', () => {
	const timeout = new PausableTimeout(100);
	vi.advanceTimersByTime(99);
	timeout.restart();
	vi.advanceTimersByTime(99);
	expect(timeout.signal.aborted).toBe(false);
});

test('after its end nothing starts it again', async () => {
	const timeout = new PausableTimeout(100);
	const answer = Promise.withResolvers<void>();
	const asked = timeout.pauseDuring(() => answer.promise);
	timeout.end();
	answer.resolve();
	await asked;
	timeout.restart();
	vi.advanceTimersByTime(10_000);
	expect(timeout.signal.aborted).toBe(false);
});

test('it ends with what ends the wait, too, and that is not its own time', () => {
	const other = new AbortController();
	const timeout = new PausableTimeout(100, [new AbortController().signal, other.signal]);
	const reason = new Error('the connection is gone');
	other.abort(reason);
	expect(timeout.signal.reason).toBe(reason);
	vi.advanceTimersByTime(100);
	expect(timeout.signal.reason).toBe(reason);
	expect(timeout.isExpired).toBe(false);
	expect(new PausableTimeout(100, [other.signal]).signal.reason).toBe(reason);
});

test('a time that is up is its own, whatever comes later', () => {
	const other = new AbortController();
	const timeout = new PausableTimeout(100, [other.signal]);
	vi.advanceTimersByTime(100);
	other.abort(new Error('late'));
	expect(timeout.isExpired).toBe(true);
	expect(timeout.signal.reason).toMatchObject({code: 'ETIMEDOUT'});
});

test('after its end it leaves no trace in what outlives it', () => {
	const other = new AbortController();
	const timeout = new PausableTimeout(100, [other.signal]);
	expect(getEventListeners(other.signal, 'abort')).toHaveLength(1);
	timeout.end();
	expect(getEventListeners(other.signal, 'abort')).toEqual([]);
});
