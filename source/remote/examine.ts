import {Failure} from '../model/failure.ts';
import type {Worker} from '../model/worker.ts';
import doctor from '../worker/doctor.sh';
import windowsHost from '../worker/windows-host.sh';
import {greetPodman} from './greet-podman.ts';
import {openTransport} from './open-transport.ts';
import {podmanApi} from './podman-api.ts';
import {findPodmanSocket} from './podman-socket.ts';
import type {Examination} from './remote.ts';
import {runScript} from './run-script.ts';
import type {SshWorld} from './ssh-client.ts';
import type {Transport} from './transport.ts';

/** Podman may be slow to tell about itself; its script has limits of its own. */
const answerMs = 60_000;

/** Looks at a worker step by step as far as it can be reached. Every failure is a finding, and none is thrown. */
export const examine = async (worker: Worker, world: SshWorld): Promise<Examination> => {
	const begun = Date.now();
	let transport: Transport;
	try {
		transport = await openTransport(worker, world);
	} catch (thrown) {
		return {worker, reached: toFailure(thrown)};
	}
	try {
		const reachedMs = Date.now() - begun;
		const askedAt = Date.now();
		const script = `${doctor}\n${windowsHost}`;
		const {signal} = world;
		const {stdout} = await runScript(transport, worker.name, {script, signal, timeoutMs: answerMs});
		const tookMs = Date.now() - askedAt;
		return {
			worker,
			way: transport.way,
			reachedMs,
			said: {text: stdout, at: askedAt + tookMs / 2, tookMs},
			podman: await greeted(transport, worker, signal),
		};
	} catch (thrown) {
		return {worker, reached: toFailure(thrown)};
	} finally {
		transport.close();
	}
};

const greeted = async (
	transport: Transport,
	worker: Worker,
	signal: AbortSignal,
): Promise<Failure | undefined> => {
	try {
		const api = podmanApi(worker.name, await findPodmanSocket(transport, worker, signal));
		try {
			await greetPodman(api, worker.name, {signal});
		} finally {
			api.close();
		}
		return undefined;
	} catch (thrown) {
		return toFailure(thrown);
	}
};

const toFailure = (thrown: unknown): Failure =>
	thrown instanceof Failure
		? thrown
		: new Failure(String(thrown), {kind: 'failed', hint: 'Try `ssh` to the same address.', cause: thrown});
