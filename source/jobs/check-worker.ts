import {type Check, parseAnswers} from '../model/doctor.ts';
import {runChecks} from '../model/doctor-checks.ts';
import type {Failure} from '../model/failure.ts';
import {parseWindowsHost, windowsProblem} from '../model/windows-host.ts';
import type {DoctorResult} from '../remote/remote.ts';

/** All that was found about a worker, from the connection to what is on it. */
export const checksOf = (result: DoctorResult): readonly Check[] => {
	const {worker, user, noise, said} = result;
	if (said === undefined) return connectionChecks(result);
	const windows = windowsProblem(worker, parseWindowsHost(said.text));
	const {at, tookMs} = said;
	return [
		...connectionChecks(result),
		...runChecks(parseAnswers(said.text), {at, tookMs, windows, user, noise, sudo: worker.sudo === true}),
		...socket(result),
	];
};

/** Reached, host key known, logged in: the first failed stage is the last one listed. */
const connectionChecks = ({worker, user, transport, reached, reachedMs}: DoctorResult): readonly Check[] => {
	const stages: readonly Check[] =
		worker.ssh === undefined
			? [{id: 'reach', state: 'ok', said: 'this machine'}]
			: [
					{
						id: 'reach',
						state: 'ok',
						said: reachedMs === undefined ? 'connected' : `connected in ${reachedMs} ms`,
					},
					{id: 'host-key', state: 'ok', said: 'the host key is known'},
					{id: 'login', state: 'ok', said: `logged in as ${user ?? 'the user of your ssh config'}`},
				];
	if (reached === undefined)
		return transport === undefined || worker.ssh === undefined
			? stages
			: [...stages, {id: 'way', state: 'ok', said: `Transport: ${transport}`}];
	const at = reached.stage ?? 'reach';
	const passed = stages.findIndex(each => each.id === at);
	return [...(passed === -1 ? stages : stages.slice(0, passed)), failed(at, reached)];
};

/** Podman's API, and how Ingot reaches it. */
const socket = ({worker, podman, bridge}: DoctorResult): readonly Check[] => {
	if (podman !== undefined) return [failed('socket', podman)];
	const answers: Check = {id: 'socket', state: 'ok', said: 'the Podman API is reachable'};
	if (worker.ssh === undefined) return [answers];
	return [answers, forwarding(bridge, worker.sudo === true)];
};

const forwarding = (bridge: string | undefined, sudo: boolean): Check => {
	if (bridge === undefined) return {id: 'forwarding', state: 'ok', said: 'sshd forwards the Podman socket'};
	const command = bridge === 'podman' ? 'podman system dial-stdio' : bridge;
	if (sudo)
		return {
			id: 'forwarding',
			state: 'ok',
			said: `the socket belongs to root, so Ingot uses sudo ${command}`,
		};
	return {
		id: 'forwarding',
		state: 'note',
		said: `sshd does not forward the Podman socket, so Ingot uses ${command}, which is slightly slower`,
		mend: 'Set AllowStreamLocalForwarding yes in the worker’s sshd_config (without DisableForwarding, no-port-forwarding or restrict), then reload sshd.',
	};
};

const failed = (id: string, why: Failure): Check => ({
	id,
	state: 'failed',
	said: why.message,
	mend: why.hint,
});
