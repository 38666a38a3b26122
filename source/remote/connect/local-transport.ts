import {type ChildProcess, spawn} from 'node:child_process';
import {connect, type Socket} from 'node:net';
import {buffered, exitOf} from '../child.ts';
import type {Transport} from '../transport.ts';

/** Uses this machine as a worker. */
export const localTransport = (user = ''): Transport => {
	const ended = Promise.withResolvers<Error | undefined>();
	/** Ends the command and its streams: a reader would otherwise wait for an end that never comes. */
	const closers = new Set<() => void>();
	const sockets = new Set<Socket>();
	return {
		description: 'this machine',
		user,
		preamble: '',
		async exec(command) {
			// A process group of its own, so that processes that the script started end with it.
			const child = spawn('sh', ['-c', command], {stdio: 'pipe', detached: true});
			for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {});
			const exited = exitOf(child, 127);
			const [stdout, stderr] = [buffered(child.stdout), buffered(child.stderr)];
			const close = () => {
				endGroup(child);
				stdout.destroy();
				stderr.destroy();
			};
			closers.add(close);
			void exited.then(() => closers.delete(close));
			return {stdin: child.stdin, stdout, stderr, exited, close};
		},
		async openSocket(path) {
			const socket = await opened(path);
			sockets.add(socket);
			socket.on('error', () => {});
			socket.on('close', () => sockets.delete(socket));
			return socket;
		},
		ping: async () => {},
		ended: ended.promise,
		close() {
			for (const close of closers) close();
			for (const socket of sockets) socket.destroy();
			ended.resolve(undefined);
		},
	};
};

const opened = (path: string): Promise<Socket> =>
	new Promise((resolve, reject) => {
		const socket = connect(path);
		socket.once('connect', () => {
			socket.off('error', reject);
			resolve(socket);
		});
		socket.once('error', reject);
	});

/** Ends a command's processes. A job has a session of its own and keeps running, as it does when SSH ends. */
const endGroup = (child: ChildProcess): void => {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, 'SIGTERM');
	} catch {
		// Gone already.
	}
	for (const stream of child.stdio) stream?.destroy();
};
