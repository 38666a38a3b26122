import {writeFileSync} from 'node:fs';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {Home} from '../driver/ingot.ts';
import {actsOnTerminal, evil} from './hostile-words.ts';
import {runWatched} from './watched-run.ts';

/** A malicious sshd on a port, and the home of a user who connects to it. */
const homeWith = async (answer: (socket: Socket) => void, transport: string): Promise<Home> => {
	const sockets = new Set<Socket>();
	const server = createServer(socket => {
		sockets.add(socket);
		socket.on('error', () => {}).resume();
		answer(socket);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	const home = new Home();
	onTestFinished(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
		home.release();
	});
	const sshConfig = path.join(home.folder, 'ssh_config');
	writeFileSync(sshConfig, 'ConnectTimeout 3\n');
	const worker = `{name: forge, ssh: "alice@127.0.0.1:${port}", transport: ${transport}}`;
	writeFileSync(home.config, `sshConfig: ${sshConfig}\nworkers: [${worker}]\n`);
	return home;
};

/** SSH_MSG_DISCONNECT (RFC 4253, 11.1), before any key is agreed upon. */
const disconnect = (words: string): Buffer => {
	const text = Buffer.from(words);
	const payload = Buffer.alloc(13 + text.length);
	payload[0] = 1;
	payload.writeUInt32BE(11, 1);
	payload.writeUInt32BE(text.length, 5);
	text.copy(payload, 9);
	const padding = 8 - ((payload.length + 5) % 8) + 8;
	const head = Buffer.alloc(5);
	head.writeUInt32BE(payload.length + padding + 1);
	head[4] = padding;
	return Buffer.concat([head, payload, Buffer.alloc(padding)]);
};

const pour = (socket: Socket, piece: string | Buffer): void => {
	const more = () => {
		while (!socket.destroyed && socket.write(piece));
	};
	socket.on('drain', more);
	more();
};

const ident = 'SSH-2.0-OpenSSH_9.2\r\n';

describe.each(['ssh2', 'system'])('over %s', transport => {
	test.each<[string, (socket: Socket) => void]>([
		['greets with escape sequences and hangs up', socket => socket.end(`${evil}\r\n${evil}\r\n`)],
		[
			'calls itself by escape sequences',
			socket => socket.end(`SSH-2.0-${evil.replaceAll(/[\r\n]/gu, '')}\r\n`),
		],
		[
			'says goodbye in escape sequences',
			socket => {
				socket.write(ident);
				socket.end(disconnect(evil));
			},
		],
		['greets without an end', socket => pour(socket, `${'x'.repeat(1000)}\r\n`)],
		['says a line without an end', socket => pour(socket, 'x'.repeat(65_536))],
		[
			'sends garbage without an end',
			socket => {
				socket.write(ident);
				pour(socket, Buffer.alloc(65_536, 0xff));
			},
		],
		[
			'sends packets of nothing without an end',
			socket => {
				socket.write(ident);
				// SSH_MSG_IGNORE with an empty string
				pour(socket, Buffer.from('0000000c06020000000000000000000000'.slice(0, 32), 'hex'));
			},
		],
	])('an sshd that %s is told of, as words, within bounds', async (_, answer) => {
		const home = await homeWith(answer, transport);
		const {code, said, peak} = await runWatched(home, 'devboxes');
		expect(code, said).toBe(4);
		expect(said).toMatch(/^forge: /u);
		expect(said).not.toMatch(actsOnTerminal);
		expect(said).not.toContain('bug');
		expect(said.length).toBeLessThan(5000);
		expect(peak).toBeLessThan(400);
	});
});
