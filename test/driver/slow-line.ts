import {connect, createServer, type Socket} from 'node:net';

export type SlowLine = {
	readonly port: number;
	/** Bytes since the last reset, to the worker and back. */
	readonly bytes: {up: number; down: number};
	readonly reset: () => void;
	readonly close: () => void;
};

export type LineTraits = {
	readonly roundTripMs: number;
	/** Of each direction; undefined for no limit. */
	readonly bitsPerSecond?: number;
	/** A lost segment holds back all that follows for a round trip, as TCP's fast retransmit does. */
	readonly lossPercent?: number;
};

const segmentBytes = 1448;
const maxQueued = 256 * 1024;

/**
 * A relay to a host that behaves like a slow line. A simulation: it delays what TCP has delivered, so the connection itself
 * takes no round trip, and TCP's own window plays no part. What is lost is the same in every run.
 */
export const openSlowLine = async (
	to: {readonly host: string; readonly port: number},
	traits: LineTraits,
): Promise<SlowLine> => {
	const bytes = {up: 0, down: 0};
	const sockets = new Set<Socket>();
	const server = createServer({noDelay: true}, near => {
		const far = connect({...to, noDelay: true});
		for (const socket of [near, far]) {
			sockets.add(socket);
			socket.on('error', () => {});
			socket.on('close', () => {
				sockets.delete(socket);
				(socket === near ? far : near).destroy();
			});
		}
		delay(near, far, {traits, count: length => (bytes.up += length)});
		delay(far, near, {traits, count: length => (bytes.down += length)});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return {
		port: typeof address === 'object' && address !== null ? address.port : 0,
		bytes,
		reset() {
			bytes.up = 0;
			bytes.down = 0;
		},
		close() {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
};

/** One direction: each piece arrives half a round trip after the line has carried it. */
const delay = (
	from: Socket,
	to: Socket,
	{traits, count}: {readonly traits: LineTraits; readonly count: (length: number) => void},
): void => {
	const {roundTripMs, bitsPerSecond = Number.POSITIVE_INFINITY, lossPercent = 0} = traits;
	let freeAt = 0;
	let queued = 0;
	let segments = 0;
	const carry = (piece: Buffer): void => {
		segments += 1;
		const isLost = lossPercent > 0 && segments % Math.round(100 / lossPercent) === 0;
		freeAt =
			Math.max(freeAt, performance.now()) +
			(piece.length * 8000) / bitsPerSecond +
			(isLost ? roundTripMs : 0);
		later(freeAt + roundTripMs / 2, () => {
			queued -= piece.length;
			to.write(piece);
			if (queued < maxQueued) from.resume();
		});
	};
	from.on('data', (chunk: Buffer) => {
		count(chunk.length);
		queued += chunk.length;
		for (let at = 0; at < chunk.length; at += segmentBytes) carry(chunk.subarray(at, at + segmentBytes));
		if (queued >= maxQueued) from.pause();
	});
	from.on('end', () => later(Math.max(freeAt, performance.now()) + roundTripMs / 2, () => to.end()));
};

const later = (at: number, act: () => void): void => {
	setTimeout(act, Math.max(0, at - performance.now()));
};
