import {setImmediate} from 'node:timers/promises';
import {type Asks, noAnswers} from './ask-on-terminal.ts';
import type {Worker} from './model/worker.ts';
import type {LocalUser} from './remote/config/resolve-ssh.ts';
import type {DoctorResult, Remote} from './remote/remote.ts';
import type {SharedConnections} from './remote/ssh2/shared-connections.ts';

type SshConfig = () => string | undefined;

/**
 * Connects from this machine. SSH, and what talks to Podman, load when they are needed: they are most of the code.
 * @param here the user's home, login and agent
 * @param ahead the script that will be wanted first on most connections; it must not need Podman
 */
export const connections = (here: Omit<LocalUser, 'sshConfig'>, ahead: () => Promise<string>) => {
	let shared: SharedConnections | undefined;
	const sshDeps = async (me: LocalUser, asks: Asks, signal: AbortSignal) => {
		const [{readKnownHosts, addKnownHost}, {SharedConnections}] = await Promise.all([
			import('./disk/known-hosts-file.ts'),
			import('./remote/ssh2/shared-connections.ts'),
		]);
		shared ??= new SharedConnections();
		return {shared, me, knownHosts: {read: readKnownHosts, add: addKnownHost}, ...asks, signal};
	};
	const connectWith =
		(sshConfig: SshConfig, asks: Asks) =>
		async (worker: Worker, signal: AbortSignal): Promise<Remote> => {
			const me = {...here, sshConfig: sshConfig()};
			const {resolveSsh} = await import('./remote/config/resolve-ssh.ts');
			const address = worker.ssh === undefined ? undefined : resolveSsh(worker, me);
			address?.catch(() => {});
			// `ssh -G` starts, and runs while the rest loads.
			await setImmediate();
			const [{connect}, deps, script] = await Promise.all([
				import('./remote/connect/connect.ts'),
				sshDeps(me, asks, signal),
				ahead(),
			]);
			return connect(worker, {...deps, address, ahead: script});
		};
	const doctorWith =
		(sshConfig: SshConfig) =>
		async (worker: Worker, signal: AbortSignal): Promise<DoctorResult> => {
			const [{runDoctor}, deps] = await Promise.all([
				import('./remote/connect/run-doctor.ts'),
				sshDeps({...here, sshConfig: sshConfig()}, noAnswers, signal),
			]);
			return runDoctor(worker, deps);
		};
	return {connectWith, doctorWith, endRests: () => shared?.rejections.endRests()};
};
