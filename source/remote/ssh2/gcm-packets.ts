import {createCipheriv, createSecretKey, type KeyObject, randomFillSync} from 'node:crypto';
import type {Writable} from 'node:stream';

/** What ssh2 has instead: AES-GCM without its native part, which the bundle cannot hold. Private to ssh2, so `canReplace` looks. */
export type Ssh2Cipher = {
	/** Packets so far, modulo 2³². */
	outSeqno: number;
	/** @returns a packet with room for a payload of so many bytes, from the sixth on */
	allocPacket(payloadBytes: number): Buffer;
	/** Writes a packet to the connection. */
	encrypt(packet: Buffer): void;
	free(): void;
};

type Replaceable = Ssh2Cipher & {
	readonly _onWrite: (bytes: Uint8Array) => void;
	readonly _encSSLName: 'aes-128-gcm' | 'aes-256-gcm';
	readonly _encKey: Buffer;
	readonly _encIV: Buffer;
};

type Connection = {
	readonly sock: Writable;
	/** Whether keys are being exchanged: ssh2 then keeps packets for later. */
	readonly isExchanging: () => boolean;
};

const lengthBytes = 4;
/** Before the payload: its length, and the length of the padding. */
const headBytes = lengthBytes + 1;
const blockBytes = 16;
const minPadding = 4;
/** A packet of channel data has 32 KiB and its header. */
const usualBytes = 33 * 1024;

/** Whether this is that cipher, as ssh2 1.17 has it. */
export const canReplace = (cipher: Ssh2Cipher): cipher is Replaceable => {
	const {_onWrite, _encSSLName, _encKey, _encIV} = cipher as Partial<Replaceable>;
	return (
		typeof _onWrite === 'function' &&
		(_encSSLName === 'aes-128-gcm' || _encSSLName === 'aes-256-gcm') &&
		Buffer.isBuffer(_encKey) &&
		Buffer.isBuffer(_encIV) &&
		_encIV.length === 12
	);
};

/**
 * Encrypts the packets of one connection from here on, as RFC 5647 says, at half the cost of ssh2's own class: the key is made
 * once and not for each packet, so is the packet, padding is random bytes taken from a store, and all packets of one turn of the
 * event loop are one write.
 */
export class GcmPackets implements Ssh2Cipher {
	outSeqno: number;
	readonly #own: Replaceable;
	readonly #key: KeyObject;
	readonly #connection: Connection;
	readonly #packet = Buffer.alloc(usualBytes);
	#isFreed = false;
	#isCorked = false;

	/** @param own continues where this one is, and must not be used any more: no number may encrypt two packets */
	constructor(own: Replaceable, connection: Connection) {
		this.#own = own;
		this.#key = createSecretKey(own._encKey);
		this.#connection = connection;
		this.outSeqno = own.outSeqno;
	}

	allocPacket(payloadBytes: number): Buffer {
		const toBlock = blockBytes - ((1 + payloadBytes) % blockBytes);
		const padding = toBlock < minPadding ? toBlock + blockBytes : toBlock;
		const bytes = headBytes + payloadBytes + padding;
		// ssh2 encrypts each packet before it makes the next, except while keys are exchanged.
		const isOwn = bytes <= usualBytes && !this.#connection.isExchanging();
		const packet = isOwn ? this.#packet.subarray(0, bytes) : Buffer.allocUnsafe(bytes);
		packet.writeUInt32BE(bytes - lengthBytes, 0);
		packet[lengthBytes] = padding;
		packet.set(randomBytes(padding), headBytes + payloadBytes);
		return packet;
	}

	encrypt(packet: Buffer): void {
		if (this.#isFreed) return;
		this.#batchWrites();
		const {_encSSLName: name, _encIV: iv, _onWrite: write} = this.#own;
		const cipher = createCipheriv(name, this.#key, iv);
		const length = Buffer.from(packet.subarray(0, lengthBytes));
		cipher.setAAD(length);
		const encrypted = cipher.update(packet.subarray(lengthBytes));
		cipher.final();
		write(length);
		write(encrypted);
		write(cipher.getAuthTag());
		iv.writeBigUInt64BE(BigInt.asUintN(64, iv.readBigUInt64BE(4) + 1n), 4);
		this.outSeqno = (this.outSeqno + 1) >>> 0;
	}

	free(): void {
		this.#isFreed = true;
		this.#own.free();
	}

	/** Packets have three parts, and each write without this would be a packet of TCP. */
	#batchWrites(): void {
		if (this.#isCorked) return;
		const {sock} = this.#connection;
		this.#isCorked = true;
		sock.cork();
		process.nextTick(() => {
			this.#isCorked = false;
			sock.uncork();
		});
	}
}

const store = Buffer.alloc(8192);
let used = store.length;

/** Each byte of the store is given once. @returns a view that is valid until the next call */
const randomBytes = (count: number): Uint8Array => {
	if (used + count > store.length) {
		randomFillSync(store);
		used = 0;
	}
	used += count;
	return store.subarray(used - count, used);
};
