import {expect, test} from 'vitest';
import type {FleetEvent} from '../../source/model/fleet.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {watchWorker} from '../../source/state/watch-worker.ts';

const worker = {name: 'forge', kind: 'self-hosted', ssh: 'forge'} as const;
const never = () => new Promise<never>(() => {});

/** Connected, and at once without a connection again. */
const brief: Remote = {
	worker,
	run: never,
	send: never,
	async *read() {},
	async *lines() {},
	facts: never,
	devboxes: never,
	images: never,
	inspect: never,
	inspectImage: never,
	networks: never,
	usage: never,
	async *changes() {},
	onSessions() {},
	answers: never,
	ended: Promise.resolve(new Error('reset')),
	close() {},
};

/** The first report that the worker is offline. */
const firstDown = (connect: () => Promise<Remote>) => {
	const ending = new AbortController();
	const {promise, resolve} = Promise.withResolvers<Extract<FleetEvent, {type: 'worker-reached'}>['reach']>();
	const send = (event: FleetEvent) => {
		if (event.type !== 'worker-reached' || event.reach.state !== 'down') return;
		ending.abort();
		resolve(event.reach);
	};
	watchWorker(worker, {connect, send, signal: ending.signal});
	return promise;
};

test.each([
	['never answered', () => Promise.reject(new Error('refused')), false],
	['answered once', async () => brief, true],
])('a worker that %s says when it is tried again, and when it was last seen', async (_, connect, isSeen) => {
	const begun = Date.now();
	const reach = await firstDown(connect);
	if (reach.state !== 'down') throw new Error(reach.state);
	expect(reach.nextAt).toBeGreaterThan(begun);
	expect(reach.nextAt).toBeLessThanOrEqual(Date.now() + 2200);
	expect(reach.seenAt !== undefined).toBe(isSeen);
	if (isSeen) expect(reach.seenAt).toBeGreaterThanOrEqual(begun);
});
