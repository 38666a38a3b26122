import {spawn} from 'node:child_process';
import {connect} from 'node:net';
import {constants} from 'node:os';
import type {Transport} from './transport.ts';

/** This machine as a worker. */
export const localTransport = (): Transport => {
	const ended = Promise.withResolvers<Error | undefined>();
	return {
		async exec(command) {
			const child = spawn('sh', ['-c', command], {stdio: 'pipe'});
			child.stdin.on('error', () => {});
			const exited = new Promise<number>(resolve => {
				child.on('error', () => resolve(127));
				child.on('close', (code, signal) =>
					resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
				);
			});
			return {
				stdin: child.stdin,
				stdout: child.stdout,
				stderr: child.stderr,
				exited,
				close: () => child.kill(),
			};
		},
		openSocket: path =>
			new Promise((resolve, reject) => {
				const socket = connect(path);
				socket.once('connect', () => {
					socket.off('error', reject);
					resolve(socket);
				});
				socket.once('error', reject);
			}),
		ended: ended.promise,
		close: () => ended.resolve(undefined),
	};
};
