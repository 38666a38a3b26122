import {mkdtempSync} from 'node:fs';
import {createServer, type RequestListener, type ServerResponse} from 'node:http';
import {createServer as createSocketServer, connect as dial, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Duplex} from 'node:stream';
import {afterEach, expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import {connect} from '../../source/remote/connect/connect.ts';
import {localTransport} from '../../source/remote/connect/local-transport.ts';
import {podmanChanges} from '../../source/remote/podman/changes.ts';
import {type PodmanApi, podmanApi} from '../../source/remote/podman/podman-api.ts';
import {probePodman} from '../../source/remote/podman/probe-podman.ts';
import {SharedConnections} from '../../source/remote/ssh2/shared-connections.ts';
import {until} from '../driver/until.ts';

const cleanUps: (() => void)[] = [];
afterEach(() => {
	for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

const newPath = (): string => path.join(mkdtempSync(path.join(tmpdir(), 'ingot-api-')), 'sock');

/** A test API behind a real unix socket. */
const served = async (
	answer: RequestListener,
): Promise<{api: PodmanApi; socket: string; opened: () => number}> => {
	const socket = newPath();
	let count = 0;
	const server = createServer(answer).on('connection', () => {
		count += 1;
	});
	await new Promise<void>(resolve => server.listen(socket, resolve));
	const api = podmanApi('forge', async () => dial(socket));
	cleanUps.push(
		() => api.close(),
		() => server.closeAllConnections(),
		() => server.close(),
	);
	return {api, socket, opened: () => count};
};

/** Another server behind a real unix socket. */
const listening = async (onSocket: (socket: Socket) => void): Promise<string> => {
	const file = newPath();
	const server = createSocketServer(onSocket);
	await new Promise<void>(resolve => server.listen(file, resolve));
	cleanUps.push(() => server.close());
	return file;
};

const world = {
	me: {home: '/nowhere', login: 'nobody'},
	askSecret: async () => undefined,
	shared: new SharedConnections(),
	knownHosts: {read: async () => '', add: async () => {}},
	askHostKey: async () => 'no' as const,
	signal: new AbortController().signal,
};
const connectTo = (socket: string) => connect({name: 'here', kind: 'self-hosted', socket}, world);
const list = {path: '/list', what: 'list the DevBoxes'};

test('requests share one connection one after the other', async () => {
	const {api, opened} = await served((_, response) => response.end('[1]'));
	for (let i = 0; i < 5; i += 1) expect(await api.get(list)).toEqual([1]);
	expect(opened()).toBe(1);
});

test('a list that times out is named, and blocks no other', async () => {
	const {api} = await served((request, response) => {
		if (request.url !== '/hangs') response.end('[]');
	});
	const hangs = {path: '/hangs', what: 'list the DevBoxes'};
	const waiting = Array.from({length: 6}, () => api.get(hangs, {timeoutMs: 300}));
	const outcomes = Promise.allSettled(waiting);
	expect(await api.get({path: '/images', what: 'list the images'})).toEqual([]);
	for (const outcome of await outcomes) {
		expect(outcome).toMatchObject({
			status: 'rejected',
			reason: {message: "forge did not list the DevBoxes within 1 s: something holds Podman's lock."},
		});
	}
	expect(await api.get(list)).toEqual([]);
});

test('streams that never open take no place from later requests for ever', async () => {
	const {socket} = await served((_, response) => response.end('[1]'));
	let opened = 0;
	const max = 3;
	const api = podmanApi(
		'forge',
		// One place is left for events.
		() => (++opened < max ? new Promise<never>(() => {}) : Promise.resolve(dial(socket))),
		{max},
	);
	cleanUps.push(() => api.close());
	const waiting = Array.from({length: max - 1}, () => api.get(list, {timeoutMs: 200}));
	for (const outcome of await Promise.allSettled(waiting)) expect(outcome.status).toBe('rejected');
	expect(await api.get(list, {timeoutMs: 5000})).toEqual([1]);
});

test('an answer that stalls in the middle times out as well', async () => {
	const {api} = await served((_, response) => void response.write('[1,'));
	await expect(api.get(list, {timeoutMs: 200})).rejects.toThrow('did not list the DevBoxes within 1 s');
});

test('a cancelled request is released', async () => {
	const {api} = await served(() => {});
	const stop = new AbortController();
	const waiting = api.get(list, {signal: stop.signal});
	stop.abort(new Error('no more'));
	await expect(waiting).rejects.toThrow('no more');
});

test('a truncated answer is a Failure, at once', async () => {
	const {api} = await served((request, response) => {
		response.writeHead(200, {'content-length': '100'});
		response.write('[1,');
		setImmediate(() => request.socket.destroy());
	});
	await expect(api.get(list)).rejects.toMatchObject({
		name: 'Failure',
		kind: 'unreachable',
		message: 'forge could not list the DevBoxes: its API closed the connection.',
	});
});

test('an idle connection that Podman has closed is replaced silently', async () => {
	let count = 0;
	const {api} = await served((request, response) => {
		count += 1;
		// The second request dies on the connection that the first has used.
		if (count === 2) request.socket.destroy();
		else response.end('[]');
	});
	expect(await api.get(list)).toEqual([]);
	expect(await api.get(list)).toEqual([]);
	expect(count).toBe(3);
});

/** As ssh2's streams, whose other direction may still be open. */
const halfOpen = () =>
	new Duplex({
		read() {},
		write(_chunk, _encoding, done) {
			done();
		},
	});

const writeAfterEnd = Object.assign(new Error('write after end'), {code: 'ERR_STREAM_WRITE_AFTER_END'});

test.each<[string, (stream: Duplex) => void]>([
	['has ended', stream => stream.end()],
	['has closed', stream => stream.destroy()],
	['closes as the request is written', stream => process.nextTick(() => stream.destroy())],
	['ends as the request is written', stream => process.nextTick(() => stream.push(null))],
	['cannot be written to any more', stream => process.nextTick(() => stream.destroy(writeAfterEnd))],
])('a stream that %s is replaced silently', async (_, lose) => {
	const {socket} = await served((_request, response) => response.end('[]'));
	const streams: Duplex[] = [];
	const api = podmanApi('forge', async () => {
		const stream = streams.length === 0 ? halfOpen() : dial(socket);
		if (streams.push(stream) === 1) lose(stream);
		return stream;
	});
	cleanUps.push(() => api.close());
	expect(await api.get(list)).toEqual([]);
	expect(streams).toHaveLength(2);
});

test('an error message of Podman is passed on', async () => {
	const {api} = await served((_, response) => {
		response.writeHead(404, {'content-type': 'application/json'});
		response.end('{"cause":"no such container","message":"no container with ID x","response":404}');
	});
	await expect(api.get({path: '/x', what: 'inspect the DevBox'})).rejects.toMatchObject({
		message: 'forge could not inspect the DevBox: no container with ID x.',
		kind: 'failed',
		hint: 'It no longer exists; the list is being refreshed.',
	});
});

test.each([
	[
		'an object in place of words',
		'{"message":{"toString":1,"valueOf":1}}',
		'{"message":{"toString":1,"valueOf":1}}',
	],
	['nothing', 'null', 'null'],
	['escape sequences', '{"message":"\\u001b]0;x\\u0007"}', '\u001B]0;x\u0007'],
	['arrays in arrays', '['.repeat(50_000), '['],
])('an error that says %s is a Failure', async (_, body, said) => {
	const {api} = await served((_request, response) => {
		response.writeHead(500);
		response.end(body);
	});
	await expect(api.get(list)).rejects.toMatchObject({
		name: 'Failure',
		message: expect.stringContaining(`forge could not list the DevBoxes: ${said}`),
	});
});

/** Writes endlessly, as fast as it is read. */
const flood = (response: ServerResponse): void => {
	const more = () => {
		while (!response.destroyed && response.write('x'.repeat(65_536)));
	};
	response.on('drain', more).on('error', () => {});
	more();
};

test.each([200, 500])('an endless answer with the status %d is cut off', async status => {
	let isCut = false;
	const {api} = await served((_, response) => {
		response.writeHead(status);
		response.on('close', () => {
			isCut = true;
		});
		flood(response);
	});
	await expect(api.get(list)).rejects.toBeInstanceOf(Failure);
	await until(() => isCut, {what: 'the end of the connection'});
});

test('a page that is not JSON is not Podman’s', async () => {
	const {api} = await served((_, response) => response.end('<html>'));
	await expect(api.get(list)).rejects.toThrow("The API on forge is not Podman's.");
});

test('Podman answers the probe', async () => {
	const {api} = await served((request, response) => {
		response.statusCode = request.url === '/libpod/_ping' ? 200 : 404;
		response.end('OK');
	});
	await probePodman(api, 'forge', {});
});

test('Docker is distinguished from Podman', async () => {
	const {socket} = await served((request, response) => {
		response.statusCode = request.url === '/_ping' ? 200 : 404;
		response.end(request.url === '/_ping' ? 'OK' : '{"message":"page not found"}');
	});
	await expect(connectTo(socket)).rejects.toMatchObject({
		kind: 'unreachable',
		message: "The API on here is Docker's; Ingot needs Podman's.",
	});
});

test.each([
	['bytes that are no HTTP', '\u0016\u0003 what?\n\n{[\n'],
	['a web page', 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>'],
	['a web server without this page', 'HTTP/1.1 404 No\r\ncontent-length: 2\r\n\r\nno'],
])('%s are not mistaken for Podman', async (_what, answer) => {
	const socket = await listening(stream => stream.on('error', () => {}).end(answer));
	await expect(connectTo(socket)).rejects.toMatchObject({
		kind: 'unreachable',
		message: "The API on here is not Podman's.",
	});
});

test('a socket that hangs up is reported', async () => {
	const socket = await listening(stream => stream.on('error', () => {}).destroy());
	await expect(connectTo(socket)).rejects.toMatchObject({
		name: 'Failure',
		kind: 'unreachable',
		message: 'here could not identify itself as Podman: its API closed the connection.',
	});
});

test('a missing configured socket is reported with its path', async () => {
	await expect(connectTo('/nowhere/sock')).rejects.toMatchObject({
		message: 'Nothing answers at /nowhere/sock on here.',
		kind: 'unreachable',
	} satisfies Partial<Failure>);
});

test('events arrive line by line however they are split, and their end is a Failure', async () => {
	const event = '{"Type":"container","Action":"ünpause","Actor":{"ID":"abc"}}\n';
	const {api} = await served(async (_, response) => {
		for (const byte of Buffer.from(event + event)) {
			response.write(Uint8Array.of(byte));
			await new Promise(setImmediate);
		}
		response.end();
	});
	const transport = localTransport();
	const seen: string[] = [];
	const follow = async () => {
		for await (const change of podmanChanges({transport, api}, 'forge', AbortSignal.timeout(60_000)))
			seen.push(`${change.subject} ${change.action} ${change.id}`);
	};
	await expect(follow()).rejects.toMatchObject({
		name: 'Failure',
		message: 'Podman on forge stopped sending events.',
	});
	expect(seen).toEqual(['stream open ', 'container ünpause abc', 'container ünpause abc']);
});

test('events end quietly when they are aborted, and when we close', async () => {
	const {api} = await served((_, response) => void response.write('\n'));
	for (const end of ['abort', 'close'] as const) {
		const transport = localTransport();
		const stop = new AbortController();
		const following = podmanChanges({transport, api}, 'forge', stop.signal).next();
		if (end === 'abort') stop.abort();
		else transport.close();
		expect(await following).toEqual({done: true, value: undefined});
	}
});

test('many requests at once stay within the limit of streams, and all are answered', async () => {
	const {api, opened} = await served((_request, response) => response.end('"here"'));
	const answers = await Promise.all(Array.from({length: 50}, () => api.get(list)));
	expect(new Set(answers)).toEqual(new Set(['here']));
	expect(opened()).toBeLessThanOrEqual(8);
});
