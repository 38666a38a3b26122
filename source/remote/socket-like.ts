import type {Duplex} from 'node:stream';

/** Adds the socket methods that Node's HTTP client calls. Other streams lack them, and the error would be uncaught. */
export const socketLike = <T extends Duplex>(stream: T): T => {
	const same = () => stream;
	return Object.assign(stream, {
		setTimeout: same,
		setKeepAlive: same,
		setNoDelay: same,
		ref: same,
		unref: same,
	});
};
