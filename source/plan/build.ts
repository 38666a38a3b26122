import {
	type BuildDraft,
	type BuildSource,
	buildArguments,
	buildSecrets,
	inheritedOf,
} from '../model/build.ts';
import {formatCapabilities} from '../model/capability.ts';
import {type Labels, labels} from '../model/labels.ts';
import {splitReference, toReference} from '../model/reference.ts';
import {referenceLock} from './snapshot-locks.ts';
import type {Plan, PlanFile, Step} from './step.ts';
import {carryVariables} from './variables.ts';

export type BuildRequest = {
	readonly job: string;
	readonly user: string;
	readonly source: BuildSource;
	readonly draft: BuildDraft;
	/** ISO 8601; goes into the image's labels. */
	readonly createdAt: string;
};

/** Every label that Ingot sets on the image, except the digest of its base, which the worker knows. */
export const buildLabels = ({job, user, source, draft, createdAt}: BuildRequest): Labels => {
	const {name, tag} = splitReference(toReference(draft.name, draft.tag));
	return {
		[labels.managed]: 'true',
		[labels.os]: 'linux',
		[labels.owner]: user,
		[labels.source]: 'containerfile',
		[labels.capabilities]: formatCapabilities(inheritedOf(source), draft.capabilities),
		[labels.launchedBy]: '',
		[labels.cloudWorker]: '',
		[labels.created]: createdAt,
		[labels.title]: name,
		[labels.version]: tag,
		[labels.baseName]: source.containerfile.base ?? '',
		[labels.job]: job,
		[labels.sbom]: '',
		[labels.secretsKept]: '',
	};
};

/** A Containerfile and its context → an image, as steps. See docs/decisions/build.md. */
export const buildPlan = (request: BuildRequest): Plan => {
	const reference = toReference(request.draft.name, request.draft.tag);
	return {
		steps: [
			check(request, reference),
			receive(request),
			build(request),
			verify(request),
			nameImage(request, reference),
		],
		done: `${reference} is ready.`,
		locks: [referenceLock(reference)],
	};
};

/**
 * Values of build arguments are in a file only: every user of the worker can read argv. The build removes it, and the runner
 * the file with the values that it hides in the log, one a line.
 */
export const buildFiles = (request: BuildRequest): readonly PlanFile[] => {
	const lines = buildSecrets(request.source, request.draft).flatMap(value => value.split('\n'));
	const hidden = lines.filter(line => line.length >= shortestSecret);
	return [
		...carried(request).files,
		...(hidden.length === 0 ? [] : [{name: 'hidden', text: `${hidden.join('\n')}\n`}]),
	];
};

/** Shorter ones are words that stand everywhere. */
const shortestSecret = 4;

const carried = ({draft}: BuildRequest) =>
	carryVariables(Object.entries(buildArguments(draft)).map(([name, value]) => ({name, value})));

const script = (...argv: readonly string[]) => ['sh', './build-image.sh', ...argv];

const check = ({source, draft}: BuildRequest, reference: string): Step => ({
	id: 'check',
	title: 'Check the name and the disk space',
	argv: script('check', reference, draft.overwrite ? 'yes' : 'no', String(source.context.bytes)),
});

const receive = ({source: {context}}: BuildRequest): Step => ({
	id: 'receive',
	title: 'Receive the context',
	// Each entry has a header.
	argv: script('receive', String(context.bytes + 512 * context.entries.length)),
	undo: script('unreceive'),
});

const build = (request: BuildRequest): Step => {
	const {containerfile, base} = request.source;
	const needsDocker = containerfile.needsDockerFormat || base?.format === 'docker';
	return {
		id: 'build',
		title: 'Build the image',
		argv: script(
			'build',
			containerfile.base ?? '',
			'--format',
			needsDocker ? 'docker' : 'oci',
			...carried(request).options.map((each, index) => (index % 2 === 0 ? '--build-arg' : each)),
			...Object.entries(buildLabels(request)).map(([key, value]) => `label=${key}=${value}`),
		),
		undo: script('unbuild', request.job),
	};
};

const verify = ({draft, job}: BuildRequest): Step => ({
	id: 'verify',
	title: 'Verify the image',
	argv: script('verify', draft.start === false ? 'init' : 'start'),
	undo: script('untry', job),
});

const nameImage = (request: BuildRequest, reference: string): Step => ({
	id: 'label-check',
	title: 'Check the labels and name the image',
	argv: script(
		'finish_build',
		reference,
		...Object.entries(buildLabels(request)).map(([key, value]) => `${key}=${value}`),
	),
	undo: script('unfinish', reference),
});
