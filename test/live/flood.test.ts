import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer, type RequestListener, type ServerResponse} from 'node:http';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {Home} from '../driver/ingot.ts';
import {until} from '../driver/until.ts';
import {peakOf, runWatched} from './watched-run.ts';

/** What Ingot may take, whatever a worker says (docs/security.md). It takes about 150 MB with nothing to do. */
const maxMegabytes = 700;

/** A worker of this machine whose Podman answers so, and a home for whoever asks it. */
const homeWith = async (answer: RequestListener): Promise<Home> => {
	const home = new Home();
	const socket = path.join(home.folder, 'podman.sock');
	const server = createServer((request, response) => {
		response.on('error', () => {});
		if (request.url === '/libpod/_ping') response.end('OK');
		else answer(request, response);
	});
	await new Promise<void>(resolve => server.listen(socket, resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
		home.release();
	});
	writeFileSync(
		home.config,
		`account: {user: alice, plan: pro, role: member}\nworkers: [{name: here, local: true, socket: ${socket}}]\n`,
	);
	return home;
};

/** Writes pieces as fast as they are read, until there are so many bytes. */
const pour = (response: ServerResponse, piece: string, most = Number.POSITIVE_INFINITY): void => {
	let poured = 0;
	const more = () => {
		while (!response.destroyed && poured < most) {
			poured += piece.length;
			if (!response.write(piece)) return;
		}
		if (poured >= most) response.end();
	};
	response.on('drain', more);
	more();
};

/** Hundredths of a second that a process has worked. */
const cpuOf = (pid: number): number => {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /u, '')
		.split(' ');
	return Number(fields[11]) + Number(fields[12]);
};

const container = (name: string): string =>
	JSON.stringify({
		Id: 'a'.repeat(64),
		Names: [name],
		State: 'running',
		Image: 'x',
		Labels: {},
		Ports: [{range: 1e9}],
	});

test.each<[string, number, RequestListener]>([
	['100 MB of JSON', 4, (_, response) => pour(response, `${container('x'.repeat(1000))},`, 100e6)],
	['a line without an end', 4, (_, response) => pour(response, 'x'.repeat(65_536))],
	[
		'an error without an end',
		1,
		(_, response) => {
			response.writeHead(500);
			pour(response, 'x'.repeat(65_536));
		},
	],
	['objects that hold nothing', 4, (_, response) => pour(response, '{},'.repeat(20_000), 30e6)],
	['arrays in arrays', 4, (_, response) => pour(response, '['.repeat(65_536), 20e6)],
	[
		'an error that is no text',
		1,
		(_, response) => void response.writeHead(500).end('{"message":{"toString":0}}'),
	],
])('a worker that answers with %s is told of, within bounds', async (_, exit, answer) => {
	const home = await homeWith(answer);
	const {code, said, peak} = await runWatched(home, 'devboxes');
	expect(code, said).toBe(exit);
	expect(said).toMatch(/^here: /u);
	expect(said).not.toContain('bug');
	expect(said.length).toBeLessThan(2000);
	expect(peak).toBeLessThan(maxMegabytes);
});

test('fifty thousand containers with a billion ports each are listed, within bounds', async () => {
	const home = await homeWith((request, response) => {
		if (request.url?.includes('/containers/'))
			response.end(`[${Array(50_000).fill(container('x')).join(',')}]`);
		else response.end('[]');
	});
	const {code, said, peak} = await runWatched(home, 'devboxes', '--json');
	expect(code, said.slice(0, 2000)).toBe(0);
	expect(said.trim().split('\n')).toHaveLength(50_000);
	expect(peak).toBeLessThan(maxMegabytes);
});

test('one name of five megabytes does not widen the rows of a hundred thousand others', async () => {
	const all = [container('x'.repeat(5e6)), ...Array(130_000).fill(container('x'))];
	const home = await homeWith((request, response) => {
		response.end(request.url?.includes('/containers/') ? `[${all.join(',')}]` : '[]');
	});
	const {code, said, peak} = await runWatched(home, 'devboxes');
	expect(code).toBe(0);
	expect(said.trim().split('\n')).toHaveLength(130_002);
	expect(peak).toBeLessThan(maxMegabytes);
});

test('endless events keep the screen usable, within bounds', async () => {
	const event = '{"Type":"container","Action":"start","Actor":{"ID":"x"}}\n';
	let poured = 0;
	const home = await homeWith((request, response) => {
		if (request.url?.includes('/events')) {
			pour(response, `${event.repeat(1000)}${'x'.repeat(65_536)}`);
			response.on('drain', () => {
				poured += 1;
			});
		} else if (request.url?.includes('/containers/')) response.end(`[${container('flooded')}]`);
		else response.end('[]');
	});
	const terminal = home.open({columns: 120, rows: 32, env: {HOME: home.folder}});
	onTestFinished(() => terminal.close());
	await terminal.sees(/here +ready/u);
	terminal.type('2');
	await terminal.sees('flooded');
	await until(() => poured > 200, {what: 'a flood'});
	terminal.type('3');
	await terminal.sees(/IMAGE +TAG/u);
	terminal.type('2');
	await terminal.sees('flooded');
	expect(peakOf(terminal.pid)).toBeLessThan(maxMegabytes);
	terminal.type('q');
	expect(await terminal.exited).toBe(0);
});

test('a DevBox with endless output keeps the screen usable, within bounds', async () => {
	const home = await homeWith((request, response) => {
		if (request.url?.includes('/containers/')) response.end(`[${container('flooding')}]`);
		else if (!request.url?.includes('/events')) response.end('[]');
	});
	const folder = path.join(home.folder, 'bin');
	mkdirSync(folder);
	const long = 'x'.repeat(200_000);
	writeFileSync(path.join(home.folder, 'words'), `short\n\n\u001B[2J\n${long}\n`);
	writeFileSync(
		path.join(folder, 'podman'),
		`#!/bin/sh\nif [ "$1" = logs ]; then while cat '${home.folder}/words'; do :; done; fi\n`,
		{mode: 0o755},
	);
	const env = {HOME: home.folder, PATH: `${folder}:${process.env.PATH}`};
	const terminal = home.open({columns: 120, rows: 32, env});
	onTestFinished(() => terminal.close());
	await terminal.sees(/here +ready/u);
	terminal.type('2');
	await terminal.sees('flooding');
	terminal.type('o');
	await terminal.sees('xxxxxxxx');
	// More than all that is kept would fill it.
	await until(() => cpuOf(terminal.pid) > 200, {what: 'a flood'});
	expect(peakOf(terminal.pid)).toBeLessThan(maxMegabytes);
	terminal.press('esc');
	await terminal.sees('DEVBOX');
	terminal.type('q');
	expect(await terminal.exited).toBe(0);
});
