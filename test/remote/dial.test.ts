import {createServer, type Server, type Socket} from 'node:net';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import type {SshAddress} from '../../source/remote/config/resolve-ssh.ts';
import {dial} from '../../source/remote/ssh2/dial.ts';

let server: Server;
let accepted: PromiseWithResolvers<Socket>;
beforeAll(async () => {
	server = createServer(socket => accepted.resolve(socket));
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
});
beforeEach(() => {
	accepted = Promise.withResolvers();
});
afterAll(() => server.close());

const {signal} = new AbortController();
const at = (host: string, rest: Partial<SshAddress> = {}): SshAddress =>
	({host, port: (server.address() as {port: number}).port, ...rest}) as SshAddress;

test('a host name is looked up in the address family that the ssh config allows', async () => {
	const socket = await dial(at('localhost', {family: 4}), undefined, signal);
	socket.destroy();
	await expect(dial(at('localhost', {family: 6}), undefined, signal)).rejects.toThrow(
		/ECONNREFUSED|EADDRNOTAVAIL|ENOTFOUND/u,
	);
});

test('a connection that is reset while it waits for its log-in fails there, and nowhere else', async () => {
	const socket = await dial(at('127.0.0.1'), undefined, signal);
	const closed = new Promise(resolve => {
		socket.once('close', resolve);
	});
	(await accepted.promise).resetAndDestroy();
	await closed;
	expect(socket.errored).toMatchObject({code: 'ECONNRESET'});
});

test('a host that does not answer within ConnectTimeout is given up', async () => {
	const route = {
		open: (limit: AbortSignal) =>
			new Promise<never>((_, reject) => {
				limit.addEventListener('abort', () => reject(limit.reason));
			}),
	};
	await expect(dial(at('down', {connectTimeoutMs: 20}), route, signal)).rejects.toMatchObject({
		code: 'ETIMEDOUT',
	});
	const left = AbortSignal.abort(new Error('left'));
	await expect(dial(at('127.0.0.1'), undefined, left)).rejects.toThrow('left');
});
