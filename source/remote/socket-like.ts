import type {Duplex} from 'node:stream';

/** Node's HTTP wants a few methods of sockets that other streams lack; without them it throws where nobody catches. */
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
