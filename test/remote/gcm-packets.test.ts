import {createDecipheriv, randomBytes} from 'node:crypto';
import {createRequire} from 'node:module';
import {Writable} from 'node:stream';
import {beforeEach, describe, expect, test} from 'vitest';
import {canReplace, GcmPackets, type Ssh2Cipher} from '../../source/remote/ssh2/gcm-packets.ts';

type Config = {readonly outbound: Record<string, unknown>};
const {createCipher, CIPHER_INFO, MAC_INFO} = createRequire(import.meta.url)(
	'ssh2/lib/protocol/crypto.js',
) as {
	createCipher(config: Config): Ssh2Cipher;
	readonly CIPHER_INFO: Readonly<Record<string, {readonly keyLen: number; readonly ivLen: number}>>;
	readonly MAC_INFO: Readonly<Record<string, object>>;
};

const written: Buffer[] = [];
let writes: number;
let isExchanging: boolean;
const sock = () =>
	new Writable({
		writev(chunks, done) {
			writes += 1;
			written.push(...chunks.map(each => each.chunk as Buffer));
			done();
		},
	});

const ssh2Cipher = (name: string, onWrite: (bytes: Uint8Array) => void, iv = randomBytes(12)) => {
	const cipherInfo = CIPHER_INFO[name];
	const key = randomBytes(cipherInfo?.keyLen ?? 0);
	const outbound = {
		seqno: 7,
		onWrite,
		cipherInfo,
		cipherKey: key,
		cipherIV: Buffer.from(iv),
		forceNative: true,
	};
	return {cipher: createCipher({outbound}), key, iv};
};

const replaced = (name: string, iv?: Buffer<ArrayBuffer>) => {
	const stream = sock();
	const {cipher, ...keys} = ssh2Cipher(name, bytes => stream.write(bytes), iv);
	if (!canReplace(cipher)) throw new Error('ssh2 has changed');
	return {packets: new GcmPackets(cipher, {sock: stream, isExchanging: () => isExchanging}), ...keys};
};

const send = (packets: Ssh2Cipher, payload: Buffer) => {
	const packet = packets.allocPacket(payload.length);
	packet.set(payload, 5);
	packets.encrypt(packet);
};

/** Decrypts with Node alone: RFC 5647, section 7. */
const receive = (bits: string, {key, iv}: {key: Buffer; iv: Buffer}): readonly Buffer[] => {
	const counter = Buffer.from(iv);
	const all = Buffer.concat(written);
	const payloads: Buffer[] = [];
	for (let at = 0; at < all.length; ) {
		const end = at + 4 + all.readUInt32BE(at);
		const decipher = createDecipheriv(bits as 'aes-128-gcm', key, counter);
		decipher.setAAD(all.subarray(at, at + 4));
		decipher.setAuthTag(all.subarray(end, end + 16));
		const plain = Buffer.concat([decipher.update(all.subarray(at + 4, end)), decipher.final()]);
		expect(plain.length % 16).toBe(0);
		expect(plain[0]).toBeGreaterThanOrEqual(4);
		payloads.push(plain.subarray(1, plain.length - (plain[0] ?? 0)));
		counter.writeBigUInt64BE(BigInt.asUintN(64, counter.readBigUInt64BE(4) + 1n), 4);
		at = end + 16;
	}
	return payloads;
};

const flushed = () => new Promise(resolve => setImmediate(resolve));

beforeEach(() => {
	written.length = 0;
	writes = 0;
	isExchanging = false;
});

describe.each([
	['aes128-gcm@openssh.com', 'aes-128-gcm'],
	['aes256-gcm@openssh.com', 'aes-256-gcm'],
])('%s', (name, bits) => {
	test('packets of every size are decrypted to what was sent', async () => {
		const {packets, ...keys} = replaced(name);
		const sizes = [...Array.from({length: 70}, (_, index) => index), 32_768, 32_777, 33_000, 34_000, 35_000];
		const sent = sizes.map(size => randomBytes(size));
		for (const payload of sent) send(packets, payload);
		await flushed();
		expect(receive(bits, keys)).toEqual(sent);
		expect(packets.outSeqno).toBe(7 + sizes.length);
	});

	test('the number of a packet is carried over all of its eight bytes', async () => {
		const iv = Buffer.from('010203040000ffffffffffff', 'hex');
		const {packets, ...keys} = replaced(name, iv);
		for (const text of ['one', 'two', 'three']) send(packets, Buffer.from(text));
		await flushed();
		expect(receive(bits, keys).map(String)).toEqual(['one', 'two', 'three']);
	});
});

test('the number begins again after its last one', async () => {
	const {packets, ...keys} = replaced(
		'aes128-gcm@openssh.com',
		Buffer.from('01020304ffffffffffffffff', 'hex'),
	);
	for (const text of ['last', 'first']) send(packets, Buffer.from(text));
	await flushed();
	expect(receive('aes-128-gcm', keys).map(String)).toEqual(['last', 'first']);
});

test('all packets of one turn of the event loop are one write', async () => {
	const {packets} = replaced('aes128-gcm@openssh.com');
	for (let count = 0; count < 20; count += 1) send(packets, randomBytes(1000));
	await flushed();
	expect(writes).toBe(1);
	send(packets, randomBytes(1));
	await flushed();
	expect(writes).toBe(2);
});

test('packets that are made while keys are exchanged do not share memory', async () => {
	isExchanging = true;
	const {packets, ...keys} = replaced('aes128-gcm@openssh.com');
	const sent = ['one', 'two'].map(Buffer.from);
	const waiting = sent.map(payload => {
		const packet = packets.allocPacket(payload.length);
		packet.set(payload, 5);
		return packet;
	});
	for (const packet of waiting) packets.encrypt(packet);
	await flushed();
	expect(receive('aes-128-gcm', keys)).toEqual(sent);
});

test('nothing is written once the keys are replaced', async () => {
	const {packets} = replaced('aes128-gcm@openssh.com');
	packets.free();
	send(packets, randomBytes(10));
	await flushed();
	expect(written).toEqual([]);
});

test('padding is not repeated', () => {
	const {packets} = replaced('aes128-gcm@openssh.com');
	const paddings = Array.from({length: 2000}, () => packets.allocPacket(16).subarray(21).toString('hex'));
	expect(new Set(paddings).size).toBe(paddings.length);
});

test.each(['aes128-ctr', 'aes256-cbc', 'chacha20-poly1305@openssh.com'])('%s is left to ssh2', name => {
	const cipherInfo = CIPHER_INFO[name];
	const macInfo = MAC_INFO['hmac-sha2-256'];
	const keys = {
		cipherKey: randomBytes(cipherInfo?.keyLen ?? 0),
		cipherIV: randomBytes(cipherInfo?.ivLen ?? 0),
		macKey: randomBytes(32),
	};
	const outbound = {seqno: 0, onWrite: () => {}, cipherInfo, macInfo, ...keys, forceNative: true};
	expect(canReplace(createCipher({outbound}))).toBe(false);
});
