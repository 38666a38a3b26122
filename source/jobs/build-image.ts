import type {BuildPlace} from '../context/read-input.ts';
import {
	type BuildDraft,
	type BuildInput,
	type BuildSource,
	buildArguments,
	buildDraftProblems,
	buildWarnings,
	inheritedOf,
} from '../model/build.ts';
import type {Containerfile} from '../model/containerfile.ts';
import {Failure} from '../model/failure.ts';
import type {ImageConfig} from '../model/image-config.ts';
import {type Labels, labelOf, labels} from '../model/labels.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import {toReference} from '../model/reference.ts';
import {type BuildRequest, buildFiles, buildLabels, buildPlan} from '../plan/build.ts';
import type {PlanFile} from '../plan/step.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import type {Requester} from './create-image.ts';
import {requireFree} from './draft-failure.ts';
import {newJobId} from './job-id.ts';
import {optionFailure} from './option-failure.ts';
import {type PlannedJob, plannedJob} from './planned-job.ts';

/** A planned build: what the summary shows, `--dry-run` prints and the worker runs. */
export type PlannedBuild = PlannedJob & {
	readonly input: BuildInput;
	readonly labels: Labels;
	/** What a person should know first, in sentences: secrets, links out of the context. */
	readonly warnings: readonly string[];
	/** Files next to the plan in the job's folder; only these contain values of build arguments. */
	readonly files: readonly PlanFile[];
};

/**
 * Reads the Containerfile and lists the context; contacts no worker.
 * @throws Failure (usage) for what cannot be read, and for a syntax error with its line
 */
export const readBuild = async (place: BuildPlace, signal: AbortSignal): Promise<BuildInput> => {
	// Loaded only for a build.
	const {readInput} = await import('../context/read-input.ts');
	const input = await readInput(place, signal);
	await parsed(input, {});
	return input;
};

/** @throws Failure (usage) for a syntax error */
const parsed = async (
	{file}: BuildInput,
	given: Readonly<Record<string, string>>,
): Promise<Containerfile> => {
	const {parseContainerfile} = await import('../model/containerfile.ts');
	const name = file.path.split('/').at(-1) ?? file.path;
	const containerfile = parseContainerfile(file.text, {name, given});
	if (containerfile.problem === undefined) return containerfile;
	throw new Failure(containerfile.problem, {kind: 'usage', hint: 'Fix the line and try again.'});
};

/** Reads what a build needs to know of the worker: its images, and the base image if it has it. @param buildArgs may choose the base image */
export const probeBuild = async (
	remote: Remote,
	input: BuildInput,
	{buildArgs = [], ...options}: RunOptions & {readonly buildArgs?: readonly string[]} = {},
): Promise<BuildSource> => {
	const containerfile = await parsed(input, buildArguments({buildArgs}));
	const [facts, {references}, base] = await Promise.all([
		remote.facts(options),
		remote.images(options),
		containerfile.base ? baseImage(remote, containerfile.base, options) : undefined,
	]);
	return {...input, worker: remote.worker, facts, references, containerfile, base};
};

/** @returns undefined where the worker does not have it */
const baseImage = async (
	remote: Remote,
	image: string,
	options: RunOptions,
): Promise<ImageConfig | undefined> => {
	try {
		return (await remote.inspectImage(image, options)).config;
	} catch (thrown) {
		options.signal?.throwIfAborted();
		if (thrown instanceof Failure && thrown.kind !== 'unreachable') return undefined;
		throw thrown;
	}
};

/**
 * Checks policy and draft, and makes the plan; does not contact the worker.
 * @throws Failure (refused, usage, conflict) with a hint
 */
export const planBuild = (source: BuildSource, draft: BuildDraft, requester: Requester): PlannedBuild => {
	requireAllowed(mayCreateImage(requester.account));
	const {name, tag} = draft;
	const wrong = optionFailure(buildDraftProblems(draft, inheritedOf(source)), {name, tag});
	if (wrong !== undefined) throw wrong;
	if (source.base !== undefined && labelOf(source.base.labels, labels.os) === 'windows') {
		throw new Failure(`${source.containerfile.base} is a Windows image, which no Containerfile can change.`, {
			kind: 'refused',
			hint: 'Launch a DevBox of it, set it up and snapshot it: `ingot create`.',
		});
	}
	const reference = toReference(draft.name, draft.tag);
	if (!draft.overwrite) requireFree(reference, source);
	return planned(
		{
			job: newJobId(new Date()),
			user: requester.account.user,
			source,
			draft,
			createdAt: new Date().toISOString(),
		},
		{reference, requester},
	);
};

const planned = (
	wanted: BuildRequest,
	{reference, requester}: {readonly reference: string; readonly requester: Requester},
): PlannedBuild => {
	const {source, draft, job} = wanted;
	const {request, plan} = plannedJob(requester, {
		kind: 'build',
		title: `Build ${reference}`,
		worker: source.worker.name,
		devbox: {id: '', name: ''},
		reference,
		plan: buildPlan(wanted),
	});
	return {
		request: {...request, id: job},
		plan,
		input: {context: source.context, file: source.file},
		labels: buildLabels(wanted),
		warnings: buildWarnings(source, draft),
		files: buildFiles(wanted),
	};
};
