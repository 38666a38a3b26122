import {Failure} from '../../model/failure.ts';
import type {Worker} from '../../model/worker.ts';
import doctor from '../../worker/queries/doctor.sh';
import windowsHost from '../../worker/queries/windows-host.sh';
import {probeWorker, type WorkerProbe} from '../podman/probe-worker.ts';
import {reachPodman} from '../podman/reach-podman.ts';
import type {DoctorResult} from '../remote.ts';
import {runScript} from '../shell/run-script.ts';
import type {Before} from '../shell/until-mark.ts';
import type {SshDeps} from '../ssh2/ssh-client.ts';
import type {Transport} from '../transport.ts';
import {openTransport} from './open-transport.ts';

/** Podman may be slow; the script has time limits of its own. */
const answerMs = 60_000;

/** Checks a worker step by step, as far as it can be reached. Never throws: every failure is part of the result. */
export const runDoctor = async (worker: Worker, deps: SshDeps): Promise<DoctorResult> => {
	const begun = Date.now();
	let noise: Before | undefined;
	let transport: Transport;
	try {
		transport = await openTransport(worker, deps, heard => {
			noise = heard;
		});
	} catch (thrown) {
		return {worker, reached: toFailure(thrown)};
	}
	const reachedMs = Date.now() - begun;
	const {user, description} = transport;
	try {
		const probe = await probeWorker(transport, worker.name, {signal: deps.signal});
		const said = await runDoctorScript(probe.transport, worker, deps.signal);
		const podman = await checkPodmanApi(probe, worker, deps.signal);
		return {worker, user, transport: description, reachedMs, said, ...podman, ...(noise && {noise})};
	} catch (thrown) {
		return {worker, user, reachedMs, reached: toFailure(thrown)};
	} finally {
		transport.close();
	}
};

const runDoctorScript = async (
	transport: Transport,
	worker: Worker,
	signal: AbortSignal,
): Promise<NonNullable<DoctorResult['said']>> => {
	const askedAt = Date.now();
	const script = `${doctor}\n${windowsHost}`;
	const {stdout} = await runScript(transport, worker.name, {script, signal, timeoutMs: answerMs});
	const tookMs = Date.now() - askedAt;
	return {text: stdout, at: askedAt + tookMs / 2, tookMs};
};

const checkPodmanApi = async (
	probe: WorkerProbe,
	worker: Worker,
	signal: AbortSignal,
): Promise<Pick<DoctorResult, 'podman' | 'bridge'>> => {
	try {
		const {api, bridge} = await reachPodman(probe, worker, signal);
		api.close();
		return {bridge};
	} catch (thrown) {
		return {podman: toFailure(thrown)};
	}
};

const toFailure = (thrown: unknown): Failure =>
	thrown instanceof Failure
		? thrown
		: new Failure(String(thrown), {kind: 'failed', hint: 'Try `ssh` to the same address.', cause: thrown});
