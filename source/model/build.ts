import {parseCapabilities} from './capability.ts';
import type {Containerfile} from './containerfile.ts';
import {parseVariable, variableProblem} from './environment.ts';
import type {ImageConfig} from './image-config.ts';
import {labelOf, labels} from './labels.ts';
import {looksSecret} from './looks-secret.ts';
import {draftProblems} from './snapshot.ts';
import type {Worker, WorkerFacts} from './worker.ts';

/** One entry of a context, as it is sent. Paths are relative to the context, with `/`. */
export type ContextEntry = {
	readonly path: string;
	readonly kind: 'file' | 'folder' | 'link' | 'fifo' | 'device';
	/** Of a file, bytes. */
	readonly size: number;
};

/** The folder of a build on this computer, without what its ignore file leaves out. */
export type BuildContext = {
	/** Absolute, links resolved. */
	readonly folder: string;
	readonly entries: readonly ContextEntry[];
	/** Of all files. */
	readonly bytes: number;
	/** The ignore file that was used; Podman uses the same. */
	readonly ignore: {readonly path: string; readonly text: string} | undefined;
	/** What is not sent or may surprise, in sentences. */
	readonly notes: readonly string[];
};

/** What a build reads on this computer. */
export type BuildInput = {
	readonly context: BuildContext;
	/** The Containerfile: as typed, and its text. */
	readonly file: {readonly path: string; readonly text: string};
};

/** A build's input and the worker that is to run it, read right before the plan. */
export type BuildSource = BuildInput & {
	readonly worker: Worker;
	readonly facts: WorkerFacts;
	/** Every reference in use on the worker. */
	readonly references: readonly string[];
	readonly containerfile: Containerfile;
	/** The base image, where the worker has it already. */
	readonly base: ImageConfig | undefined;
};

/** The fields of a build, as typed. */
export type BuildDraft = {
	readonly name: string;
	readonly tag: string;
	/** Custom ones, in stored form. */
	readonly capabilities: readonly string[];
	readonly overwrite: boolean;
	/** `NAME=value` */
	readonly buildArgs: readonly string[];
	/** false: create a trial container without starting anything in it. Default true. */
	readonly start?: boolean;
};

/** The capabilities of the base image. */
export const inheritedOf = ({base}: Pick<BuildSource, 'base'>): readonly string[] =>
	parseCapabilities(base && labelOf(base.labels, labels.capabilities));

/** Build arguments by name. */
export const buildArguments = ({
	buildArgs,
}: Pick<BuildDraft, 'buildArgs'>): Readonly<Record<string, string>> =>
	Object.fromEntries(
		buildArgs.flatMap(each => {
			const variable = parseVariable(each);
			return variable === undefined ? [] : [[variable.name, variable.value]];
		}),
	);

/** The values that no log may show: of build arguments and of the Containerfile's own variables that look like secrets. */
export const buildSecrets = (
	{containerfile}: Pick<BuildSource, 'containerfile'>,
	draft: Pick<BuildDraft, 'buildArgs'>,
): readonly string[] => [
	...containerfile.secrets,
	...Object.entries(buildArguments(draft)).flatMap(([name, value]) =>
		looksSecret({name, value}) ? [value] : [],
	),
];

/** Validation errors of a draft, by field; does not contact a worker. */
export const buildDraftProblems = (
	draft: BuildDraft,
	inherited: readonly string[],
): ReturnType<typeof draftProblems> & {readonly buildArg?: string} => {
	const {buildArgs} = draft;
	const buildArg = buildArgs
		.map((each, index) => buildArgumentProblem(each, buildArgs.slice(0, index)))
		.find(problem => problem !== undefined);
	return {...draftProblems(draft, inherited), ...(buildArg === undefined ? {} : {buildArg})};
};

/** @returns why this is not a valid build argument, or undefined @param others those before it */
const buildArgumentProblem = (text: string, others: readonly string[]): string | undefined => {
	const problem = variableProblem(text, others);
	return problem && `Build argument ${parseVariable(text)?.name ?? text}: ${problem}`;
};

/** What a person should know before the build starts, in sentences. */
export const buildWarnings = (
	{containerfile, context}: Pick<BuildSource, 'containerfile' | 'context'>,
	draft: Pick<BuildDraft, 'buildArgs'>,
): readonly string[] => [
	...containerfile.warnings,
	...Object.entries(buildArguments(draft)).flatMap(([name, value]) => {
		if (looksSecret({name, value}))
			return [
				`The build argument ${name} looks like a secret. It can be read in the image’s history by everyone who gets the image.`,
			];
		return containerfile.declared.includes(name) || /_proxy$/iu.test(name)
			? []
			: [`The build argument ${name} has no effect: the Containerfile has no ARG of that name.`];
	}),
	...context.notes,
];
