import {keyName} from '../../key-names.ts';
import type {Binding} from '../../keys.ts';
import type {Devbox} from '../../model/devbox.ts';
import type {Job, JobRequest, JobSummary} from '../../model/job.ts';
import {neutralise} from '../../model/text.ts';
import {useDevboxKeys} from '../devboxes/use-devbox-keys.tsx';
import {useAppState} from '../shared/use-app.ts';

/** Two lines while the worker of a job cannot be reached: what is known of the job, and why that is all. */
export type Unreachable = {readonly known: string; readonly why: string};

/** Whether the job is still at work is not known: the worker may have lost its power, too. */
const known = 'No news of the job until Ingot reconnects; it needs no connection.';

/** Why what is shown of a job may be out of date; undefined while its worker is connected. */
export const useUnreachable = ({worker}: JobRequest): Unreachable | undefined => {
	const reach = useAppState(state => state.fleet[worker]?.reach);
	if (reach?.state === 'down') return {known, why: reach.reason};
	return reach?.state === 'connecting' ? {known, why: `Connecting to ${worker} …`} : undefined;
};

/** The job as the worker's list has it; before it is listed, as it is followed. */
export const useListed = (request: JobRequest, job: Job | undefined): JobSummary => {
	const listed = useAppState(state =>
		state.fleet[request.worker]?.jobs?.content.find(each => each.request.id === request.id),
	);
	return {
		...(listed ?? {request, endedAt: undefined, alive: true}),
		outcome: job?.outcome ?? listed?.outcome,
		isCancelling: job?.isCancelling ?? listed?.isCancelling ?? false,
	};
};

/** The keys of the DevBox that a job is about, what to say of it, and the question of one of the keys. */
export const useRelated = (request: JobRequest, job: Job | undefined) => {
	const devbox = useRelatedDevbox(request, job);
	const keys = useDevboxKeys(devbox);
	const hasLaunched = isLaunched(request, job);
	const bindings =
		devbox === undefined && hasLaunched
			? absentKeys(request.devbox.name)
			: keys.bindings.filter(each => each.key === 't' || hasLaunched);
	return {
		notice: devbox && offNotice(devbox, hasLaunched),
		// These letters belong to the log here.
		bindings: bindings.filter(each => !['a', 'e', 'w', 'enter'].includes(each.key)),
		question: keys.question,
	};
};

/** The DevBox that a launch created, or one that a snapshot left stopped; undefined when it is gone. */
const useRelatedDevbox = (request: JobRequest, job: Job | undefined): Devbox | undefined => {
	const devboxes = useAppState(state => state.fleet[request.worker]?.devboxes?.content);
	if (isLaunched(request, job)) return devboxes?.find(each => each.name === request.devbox.name);
	if (request.kind !== 'snapshot' || job?.outcome === undefined || job.outcome === 'done') return undefined;
	return devboxes?.find(each => each.id === request.devbox.id && each.state !== 'running');
};

/** For a DevBox that a snapshot left stopped, or that has exited since its launch. */
const offNotice = ({name, state}: Devbox, hasLaunched: boolean): string | undefined => {
	if (!hasLaunched) return `${name} is ${state}. Press ${keyName('t')} to start it.`;
	return state === 'stopped' ? `${name} has exited. Press ${keyName('o')} for its output.` : undefined;
};

const isLaunched = (request: JobRequest, job: Job | undefined): boolean =>
	request.kind === 'launch' && job?.outcome === 'done';

/** While the list does not have the DevBox, its keys say why they do nothing. */
const absentKeys = (name: string): readonly Binding[] =>
	(
		[
			['s', 'Shell'],
			['o', 'Output'],
			['t', 'Stop'],
			['d', 'Remove'],
		] as const
	).map(([key, title]) => ({
		key,
		title,
		run: () => {},
		refusal: `${neutralise(name)} is not in the list (yet, or any more).`,
	}));
