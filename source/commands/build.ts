import prettyBytes from 'pretty-bytes';
import {type PlannedBuild, planBuild, probeBuild, readBuild} from '../jobs/build-image.ts';
import {submitBuild} from '../jobs/send-context.ts';
import type {BuildDraft} from '../model/build.ts';
import {toCustomCapability} from '../model/capability.ts';
import {counted} from '../model/counted.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {detachWhenSent} from './detach-when-sent.ts';
import {jsonLine} from './json-line.ts';
import {followOrCancel, printSteps} from './run-job.ts';

export type BuildOptions = {
	readonly worker: string;
	readonly file?: string;
	readonly name: string;
	readonly tag: string;
	readonly capability?: readonly string[];
	readonly buildArg?: readonly string[];
	readonly overwrite?: boolean;
	readonly start: boolean;
	readonly dryRun?: boolean;
	readonly detach?: boolean;
	readonly json?: boolean;
};

/** `ingot build`: reads a context, plans, starts and follows its build on a worker. Ctrl-C cancels it. */
export const buildImage = async (
	deps: CommandDeps,
	context: string | undefined,
	options: BuildOptions,
): Promise<number> => {
	const settings = await deps.settings();
	requireAllowed(mayCreateImage(settings.account));
	const worker = findWorker(settings, options.worker);
	const input = await readBuild({context: context ?? '.', file: options.file}, deps.signal);
	const remote = await deps.connect(worker);
	try {
		const draft = draftOf(options, deps.env);
		const source = await probeBuild(remote, input, {buildArgs: draft.buildArgs, signal: deps.signal});
		const planned = planBuild(source, draft, {account: settings.account, ...deps.requester});
		for (const warning of planned.warnings) deps.err(`Warning: ${neutralise(warning)}`);
		if (options.dryRun) {
			printPlan(deps, planned, options.json ?? false);
			return exitCodes.done;
		}
		return await deps.untilDone(() => run(deps, remote, {planned, options}));
	} finally {
		remote.close();
	}
};

const draftOf = (options: BuildOptions, env: CommandDeps['env']): BuildDraft => ({
	name: options.name,
	tag: options.tag,
	capabilities: (options.capability ?? []).map(toCustomCapability),
	overwrite: options.overwrite ?? false,
	buildArgs: (options.buildArg ?? []).map(each => withValue(each, env)),
	start: options.start,
});

/** A name alone takes its value from the environment, as in Podman: a secret is then in no argv here either. */
const withValue = (argument: string, env: CommandDeps['env']): string => {
	if (argument.includes('=')) return argument;
	const value = env[argument];
	if (value !== undefined) return `${argument}=${value}`;
	throw new Failure(
		`The build argument ${neutralise(argument)} has no value, and no variable here has that name.`,
		{
			kind: 'usage',
			hint: 'Write NAME=value, or set the variable and try again.',
		},
	);
};

/** The job is independent of Ingot only once it has the context, so `--detach` waits for that. */
const run = async (
	deps: CommandDeps,
	remote: Remote,
	{planned, options}: {readonly planned: PlannedBuild; readonly options: BuildOptions},
): Promise<number> => {
	const {sent} = await submitBuild(remote, planned);
	const {request} = planned;
	const following = {request, json: options.json ?? false};
	if (!options.detach) return followOrCancel(deps, remote, {...following, sent});
	return await detachWhenSent(deps, remote, {...following, sent});
};

const printPlan = (
	deps: CommandDeps,
	{request, plan: {steps}, labels, input: {context, file}}: PlannedBuild,
	json: boolean,
): void => {
	const files = context.entries.filter(each => each.kind === 'file').length;
	if (json) {
		const {worker, reference, id} = request;
		const {bytes, folder} = context;
		deps.out(
			jsonLine({
				worker,
				name: reference,
				id,
				file: file.path,
				context: {folder, files, bytes, ignore: context.ignore?.path},
				labels,
				steps,
			}),
		);
		return;
	}
	deps.out(request.title);
	deps.out(`Containerfile: ${neutralise(file.path)}`);
	deps.out(
		`Context: ${neutralise(context.folder)}, ${counted(files, 'file')}, ${prettyBytes(context.bytes)}`,
	);
	if (context.ignore !== undefined) deps.out(`Left out by: ${neutralise(context.ignore.path)}`);
	deps.out('Labels:');
	for (const [name, value] of Object.entries(labels)) deps.out(`  ${name}=${neutralise(value)}`);
	printSteps(deps, steps);
};
