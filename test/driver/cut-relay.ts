import type {AddressInfo} from 'node:net';
import {connect, createServer, type Socket} from 'node:net';

/** A TCP relay that can be cut in the middle. */
export type CutRelay = {
	/** Where it listens on this machine. */
	readonly port: number;
	/** Bytes that have passed in both directions since the last `cutAfter`. */
	passed(): number;
	/** Resets all connections once more than so many bytes have passed, and until `mend` refuses others if it stays away. */
	cutAfter(bytes: number, how?: {readonly staysAway: boolean}): void;
	/** Changes one bit once so many bytes have passed. */
	damageAfter(bytes: number): void;
	/** Whether the cut or the damage has happened. */
	hasStruck(): boolean;
	mend(): void;
	close(): Promise<void>;
};

/**
 * What is smaller may be the head of a request. The end of a piece is often that of an HTTP chunk: a damage there breaks the
 * connection, and not the content.
 */
const contentBytes = 16 * 1024;

/** Starts a relay to a port of a host. */
export const cutRelay = async (to: {readonly host: string; readonly port: number}): Promise<CutRelay> => {
	const open = new Set<Socket>();
	let passed = 0;
	let limit = Number.POSITIVE_INFINITY;
	let staysAway = false;
	let damaged = Number.POSITIVE_INFINITY;
	let hasStruck = false;
	let isAway = false;
	const cut = (): void => {
		hasStruck = true;
		isAway = staysAway;
		limit = Number.POSITIVE_INFINITY;
		for (const socket of open) socket.resetAndDestroy();
	};
	const damage = (chunk: Buffer): void => {
		hasStruck = true;
		damaged = Number.POSITIVE_INFINITY;
		const at = Math.floor(chunk.length / 2);
		chunk[at] = (chunk[at] ?? 0) ^ 1;
	};
	const join = (from: Socket, into: Socket): void => {
		open.add(from);
		from.on('data', chunk => {
			passed += chunk.length;
			if (passed > limit) return cut();
			if (passed > damaged && chunk.length >= contentBytes) damage(chunk);
			if (!into.write(chunk)) from.pause();
		});
		into.on('drain', () => from.resume());
		from.on('end', () => into.end());
		from.on('error', () => into.destroy());
		from.on('close', () => open.delete(from));
	};
	const server = createServer({allowHalfOpen: true}, near => {
		if (isAway) {
			near.on('error', () => {});
			near.resetAndDestroy();
			return;
		}
		const far = connect({...to, allowHalfOpen: true});
		join(near, far);
		join(far, near);
	}).listen(0, '0.0.0.0');
	await new Promise(resolve => server.once('listening', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		passed: () => passed,
		cutAfter(bytes, how = {staysAway: true}) {
			passed = 0;
			hasStruck = false;
			staysAway = how.staysAway;
			limit = bytes;
		},
		damageAfter(bytes) {
			passed = 0;
			hasStruck = false;
			damaged = bytes;
		},
		hasStruck: () => hasStruck,
		mend() {
			isAway = false;
		},
		async close() {
			for (const socket of open) socket.destroy();
			await new Promise(resolve => server.close(resolve));
		},
	};
};
