import {EventEmitter, once} from 'node:events';
import {connect, createServer, type Socket} from 'node:net';
import type {Client} from 'ssh2';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {readInTurns} from '../../source/remote/ssh2/read-in-turns.ts';

const count = 30;
const workMs = 6;
const server = createServer();
/** Both ends of each connection, in turn with the others or not. */
const open = async (isInTurns: boolean): Promise<{worker: Socket; ours: Socket}> => {
	const accepted = once(server, 'connection');
	const ours = connect(server.address() as {port: number});
	await once(ours, 'connect');
	if (isInTurns) {
		const client = Object.assign(new EventEmitter(), {_sock: ours});
		readInTurns(client as unknown as Client);
		client.emit('connect');
	}
	const [worker] = (await accepted) as [Socket];
	return {worker, ours};
};

beforeAll(async () => {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});
afterAll(() => {
	server.close();
});

const work = (ms: number): void => {
	for (const begun = performance.now(); performance.now() - begun < ms; );
};

/** All workers answer at once, and each answer takes a while. @returns answers that were dealt with in one turn of the event loop, at most */
const maxInOneTurn = async (isInTurns: boolean): Promise<number> => {
	const all: Awaited<ReturnType<typeof open>>[] = [];
	while (all.length < count) all.push(await open(isInTurns));
	let most = 0;
	let inThis = 0;
	let left = count;
	const over = Promise.withResolvers<void>();
	for (const {ours} of all)
		ours.on('data', () => {
			work(workMs);
			inThis += 1;
			most = Math.max(most, inThis);
			left -= 1;
			if (left === 0) over.resolve();
		});
	let isOver = false;
	const turn = (): void => {
		inThis = 0;
		if (!isOver) setTimeout(turn, 0);
	};
	for (const {worker} of all) worker.write('answer');
	work(20);
	turn();
	await over.promise;
	isOver = true;
	for (const {worker, ours} of all) {
		worker.destroy();
		ours.destroy();
	}
	return most;
};

describe('many workers that answer at once', () => {
	it('are dealt with one after the other, with keys in between', async () => {
		expect(await maxInOneTurn(true)).toBeLessThanOrEqual(3);
	});

	it('would all come before the next key otherwise', async () => {
		expect(await maxInOneTurn(false)).toBeGreaterThan(10);
	});
});

describe('a connection that takes turns', () => {
	it('gets everything in order, and its end last', async () => {
		const {worker, ours} = await open(true);
		const sent = Buffer.from(Array.from({length: 3_000_000}, (_, index) => (index * 7) % 251));
		const got: Buffer[] = [];
		ours.on('data', (chunk: Buffer) => {
			work(chunk.length / 100_000);
			got.push(chunk);
		});
		worker.end(sent);
		await once(ours, 'end');
		expect(Buffer.concat(got).equals(sent)).toBe(true);
		ours.destroy();
	});

	it('may be paused, and goes on afterwards', async () => {
		const {worker, ours} = await open(true);
		let length = 0;
		ours.on('data', (chunk: Buffer) => {
			work(workMs);
			length += chunk.length;
			ours.pause();
			setImmediate(() => ours.resume());
		});
		worker.end(Buffer.alloc(2_000_000));
		await once(ours, 'end');
		expect(length).toBe(2_000_000);
		ours.destroy();
	});
});
