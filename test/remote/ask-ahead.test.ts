import {mkdtempSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {afterEach, expect, test} from 'vitest';
import {connect} from '../../source/remote/connect/connect.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {SharedConnections} from '../../source/remote/ssh2/shared-connections.ts';

const cleanUps: (() => void)[] = [];
afterEach(() => {
	for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

const containers = '/v4.0.0/libpod/containers/json';
const images = '/v4.0.0/libpod/images/json';
const folder = () => mkdtempSync(path.join(tmpdir(), 'ingot-ahead-'));
/** Counts its runs in a file. */
const counting = (file: string) => `echo x >>'${file}'; echo alice; wc -l <'${file}'`;

/** Connects to a server that counts the requests for each list; `fails` are answered with an error once. */
const connected = async ({
	fails = [],
	ahead = ':',
}: {
	fails?: string[];
	ahead?: string;
} = {}): Promise<{remote: Remote; asked: (list: string) => number}> => {
	const socket = path.join(folder(), 'sock');
	const requests: string[] = [];
	const server = createServer(({url = ''}, response) => {
		const [list = ''] = url.split('?');
		requests.push(list);
		const failing = fails.indexOf(list);
		if (failing !== -1) response.statusCode = 500;
		fails.splice(failing, failing === -1 ? 0 : 1);
		response.end(url.endsWith('_ping') ? 'OK' : response.statusCode === 500 ? '{"message":"busy"}' : '[]');
	});
	await new Promise<void>(resolve => server.listen(socket, resolve));
	const remote = await connect(
		{name: 'here', kind: 'self-hosted', socket},
		{
			me: {home: '/nowhere', login: 'nobody'},
			askSecret: async () => undefined,
			shared: new SharedConnections(),
			knownHosts: {read: async () => '', add: async () => {}},
			askHostKey: async () => 'no' as const,
			signal: new AbortController().signal,
			ahead,
		},
	);
	cleanUps.push(
		() => remote.close(),
		() => server.closeAllConnections(),
		() => server.close(),
	);
	return {remote, asked: list => requests.filter(each => each === list).length};
};

test('the first lists are those that were requested while the connection was made', async () => {
	const {remote, asked} = await connected();
	await Promise.all([remote.devboxes(), remote.images()]);
	expect([asked(containers), asked(images)]).toEqual([1, 1]);
	// Equal requests of one turn of the event loop are one.
	await setImmediate();
	await Promise.all([remote.devboxes(), remote.images()]);
	expect([asked(containers), asked(images)]).toEqual([2, 2]);
});

test('a list is read again after a script that may have changed something', async () => {
	const {remote, asked} = await connected();
	await remote.run('true');
	await Promise.all([remote.devboxes(), remote.images()]);
	expect([asked(containers), asked(images)]).toEqual([2, 2]);
});

test('a list that failed while the connection was made is requested again', async () => {
	const {remote, asked} = await connected({fails: [containers]});
	expect(await remote.devboxes()).toEqual([]);
	expect(asked(containers)).toBe(2);
});

test('the script that runs ahead is not run again for the first one who wants it', async () => {
	const script = counting(path.join(folder(), 'runs'));
	const {remote} = await connected({ahead: script});
	const {code, stdout} = await remote.run(script);
	expect({
		code,
		lines: stdout
			.trim()
			.split('\n')
			.map(each => each.trim()),
	}).toEqual({
		code: 0,
		lines: ['alice', '1'],
	});
	expect((await remote.run(script)).stdout).toContain('2');
});

test('the script is run again after another one', async () => {
	const {remote} = await connected({ahead: 'date +%s%N'});
	await remote.run('true');
	const before = Date.now() * 1e6;
	expect(Number((await remote.run('date +%s%N')).stdout)).toBeGreaterThanOrEqual(before);
});

test.each(['exit 3', 'echo half; exit 3', 'kill -9 $$'])(
	'where the script ahead fails (%s), the worker is connected, and whoever runs it learns why',
	async failing => {
		const {remote} = await connected({ahead: failing});
		expect((await remote.run(failing)).code).not.toBe(0);
	},
);
