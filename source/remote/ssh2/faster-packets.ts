import {createSecretKey, type KeyObject} from 'node:crypto';
import type {Writable} from 'node:stream';
import type {Client} from 'ssh2';
import {canReplace, GcmPackets, type Ssh2Cipher} from './gcm-packets.ts';

/** Private to ssh2. */
type Inside = {
	readonly _sock?: Writable;
	readonly _protocol?: {
		_cipher?: Ssh2Cipher;
		readonly _decipher?: {_decipherKey?: Buffer | KeyObject};
		readonly _kexinit?: unknown;
	};
};

/**
 * Makes a connection encrypt and decrypt faster after each exchange of keys. Another cipher, or another version of ssh2, is left as it is.
 * To be called before it connects.
 */
export const encryptFaster = (client: Client): void => {
	client.on('handshake', () => {
		const {_sock: sock, _protocol: protocol} = client as unknown as Inside;
		makeKeyOnce(protocol?._decipher);
		const own = protocol?._cipher;
		if (sock === undefined || protocol === undefined || own === undefined || !canReplace(own)) return;
		protocol._cipher = new GcmPackets(own, {sock, isExchanging: () => protocol._kexinit !== undefined});
	});
};

/** ssh2 gives Node the bytes of the key for each packet that it decrypts with AES-GCM, and Node makes a key of them each time. */
const makeKeyOnce = (decipher: {_decipherKey?: Buffer | KeyObject} | undefined): void => {
	const key = decipher?._decipherKey;
	if (decipher !== undefined && Buffer.isBuffer(key)) decipher._decipherKey = createSecretKey(key);
};
