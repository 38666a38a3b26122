import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {Lab} from '../test/lab/lab.ts';
import {timeCommand} from './measure.ts';

/** OpenSSH with its own multiplexing: what somebody without Ingot would use. */
export type SshMux = {
	/** ms that a command takes on the worker. */
	readonly time: (command: string) => Promise<number>;
	readonly close: () => Promise<void>;
};

export const sshMux = (lab: Lab, worker: string): SshMux => {
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-mux-'));
	const mux = ['ControlMaster=auto', `ControlPath=${folder}/mux`, 'ControlPersist=60'];
	const ssh = ['ssh', '-F', lab.sshConfig, ...mux.flatMap(each => ['-o', each])];
	return {
		time: command => timeCommand([...ssh, worker, command]),
		async close() {
			await timeCommand([...ssh, '-O', 'exit', worker]);
			rmSync(folder, {recursive: true, force: true});
		},
	};
};
