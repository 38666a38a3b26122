import {type Check, checkUp, readAnswers} from '../model/checkup.ts';
import type {Failure} from '../model/failure.ts';
import {parseWindowsHost, windowsProblem} from '../model/windows-host.ts';
import type {Examination} from '../remote/remote.ts';

/** All that was found about a worker, from the way there to what lies on it. */
export const checksOf = (examination: Examination): readonly Check[] => {
	const {worker, said, podman} = examination;
	if (said === undefined) return wayTo(examination);
	const windows = windowsProblem(worker, parseWindowsHost(said.text));
	return [
		...wayTo(examination),
		...checkUp(readAnswers(said.text), {at: said.at, tookMs: said.tookMs, windows}),
		podman === undefined
			? {id: 'socket', state: 'ok', said: 'Podman’s API answers'}
			: {id: 'socket', state: 'failed', said: podman.message, mend: podman.hint},
	];
};

/** Reached, the right machine, let in: the first that fails is the last that is told. */
const wayTo = ({worker, way, reached, reachedMs}: Examination): readonly Check[] => {
	if (worker.ssh === undefined) return [{id: 'reach', state: 'ok', said: 'this machine'}];
	const stages: readonly Check[] = [
		{
			id: 'reach',
			state: 'ok',
			said: reachedMs === undefined ? 'it answers' : `connected in ${reachedMs} ms`,
		},
		{id: 'host-key', state: 'ok', said: 'its host key is known'},
		{id: 'login', state: 'ok', said: `let in as ${worker.ssh}`},
	];
	if (reached === undefined)
		return way === undefined ? stages : [...stages, {id: 'way', state: 'ok', said: `way: ${way}`}];
	const at = reached.stage ?? 'reach';
	return [
		...stages.slice(
			0,
			stages.findIndex(each => each.id === at),
		),
		failed(at, reached),
	];
};

const failed = (id: string, why: Failure): Check => ({
	id,
	state: 'failed',
	said: why.message,
	mend: why.hint,
});
