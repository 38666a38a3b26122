import {keyName} from '../../key-names.ts';
import type {Binding} from '../../keys.ts';
import type {Devbox} from '../../model/devbox.ts';
import type {Job, JobRequest, JobSummary} from '../../model/job.ts';
import {neutralise} from '../../model/text.ts';
import {useDevboxKeys} from '../devboxes/use-devbox-keys.tsx';
import {useAppState} from '../shared/use-app.ts';

/** Why there is no news of a job while its worker cannot be reached. */
export const useUnreachable = ({worker}: JobRequest): string | undefined => {
	const reach = useAppState(state => state.fleet[worker]?.reach);
	if (reach?.state === 'down') return `${reach.reason} The job keeps running; Ingot reconnects.`;
	return reach?.state === 'connecting' ? `Connecting to ${worker}; the job keeps running.` : undefined;
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
