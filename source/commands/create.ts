import {type PlannedSnapshot, planSnapshot, probeDevbox, submitSnapshot} from '../jobs/create-image.ts';
import {saveExcludes} from '../jobs/saved-excludes.ts';
import {toCustomCapability} from '../model/capability.ts';
import {detectionLines, type Inherited, inheritedBy} from '../model/detection.ts';
import {exitCodes, Failure, failureText} from '../model/failure.ts';
import {labelLines, variableLines} from '../model/image-choice.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import {type DecidedSecret, withSecrets} from '../model/secret-finding.ts';
import {type Draft, mountsLeftLines, type SnapshotMethod} from '../model/snapshot.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import {askToStop} from './ask-to-stop.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {findSource} from './find-source.ts';
import {jsonLine} from './json-line.ts';
import {type Leaving, leaveOut, leftOutLines} from './leave-out.ts';
import {previewContents} from './preview.ts';
import {followOrCancel, printSteps} from './run-job.ts';
import {reportSecrets, type SecretsOptions, searchSecrets, secretRows} from './secrets-option.ts';
import {decideVariables, type VariableOptions} from './variable-options.ts';

export type CreateOptions = VariableOptions & {
	readonly worker: string;
	readonly from: string;
	readonly name: string;
	readonly tag: string;
	readonly capability?: readonly string[];
	readonly overwrite?: boolean;
	readonly method: SnapshotMethod | 'auto';
	readonly verify: 'listing' | 'full';
	readonly start: boolean;
	readonly flatten?: boolean;
	readonly allowStopped?: boolean;
	readonly acceptUnclean?: boolean;
	readonly stopTimeout?: number;
	readonly identity?: readonly string[];
	readonly secrets?: SecretsOptions['secrets'];
	readonly dryRun?: boolean;
	/** A folder, or true for the root. */
	readonly preview?: string | true;
	/** Paths and caches, for leave-out.ts. */
	readonly leaveOut?: readonly string[];
	/** Patterns as in .gitignore. */
	readonly exclude?: readonly string[];
	readonly savedExcludes?: boolean;
	readonly detach?: boolean;
	readonly yes?: boolean;
	readonly json?: boolean;
};

/** `ingot create`: plans, starts and follows a snapshot. Ctrl-C cancels it. */
export const createImage = async (deps: CommandDeps, options: CreateOptions): Promise<number> => {
	const settings = await deps.settings();
	requireAllowed(mayCreateImage(settings.account));
	const worker = findWorker(settings, options.worker);
	const remote = await deps.connect(worker);
	try {
		if (options.preview !== undefined) {
			const devbox = await findSource(deps, remote, options);
			return await previewContents(deps, remote, {
				devbox,
				folder: options.preview,
				json: options.json ?? false,
			});
		}
		const {planned, ...about} = await plan(deps, remote, options);
		const {secrets} = about;
		if (options.dryRun) printPlan(deps, {...planned, ...about}, options.json ?? false);
		reportSecrets(deps, {planned, secrets}, options);
		if (options.dryRun) return exitCodes.done;
		const [heading, ...mounts] = mountsLeftLines(planned.notIncluded).map(line => line.trim());
		if (heading !== undefined) deps.err(neutralise(`${heading} ${mounts.join(', ')}`));
		if (!options.yes && !options.json) await askToStop(deps, planned);
		await submitSnapshot(remote, planned);
		await keepExcludes(deps, remote, {planned, toSave: about.toSave});
		if (options.detach) {
			const {id, worker: name, reference} = planned.request;
			deps.out(options.json ? jsonLine({worker: name, name: reference, id}) : id);
			return exitCodes.done;
		}
		return await followOrCancel(deps, remote, {request: planned.request, json: options.json ?? false});
	} finally {
		remote.close();
	}
};

/** For the next image of the DevBox. The job goes on without it. */
const keepExcludes = async (
	deps: CommandDeps,
	remote: Remote,
	{planned, toSave}: Pick<Planned, 'planned' | 'toSave'>,
): Promise<void> => {
	const {devbox} = planned.request;
	if (toSave === undefined || devbox === undefined) return;
	try {
		await saveExcludes(remote, devbox.id, toSave);
	} catch (thrown) {
		if (!(thrown instanceof Failure)) throw thrown;
		deps.err(failureText(thrown));
	}
};

type Planned = {
	readonly planned: PlannedSnapshot;
	readonly inherited: Inherited;
	/** Undefined: not searched. */
	readonly secrets: readonly DecidedSecret[] | undefined;
} & Omit<Leaving, 'draft'>;

const plan = async (deps: CommandDeps, remote: Remote, options: CreateOptions): Promise<Planned> => {
	const {account} = await deps.settings();
	const devbox = await findSource(deps, remote, options);
	const source = await probeDevbox(remote, devbox, {signal: deps.signal});
	const draft: Draft = {
		name: options.name,
		tag: options.tag,
		capabilities: (options.capability ?? []).map(toCustomCapability),
		overwrite: options.overwrite ?? false,
		method: options.method,
		verify: options.verify,
		start: options.start,
		flatten: options.flatten ?? false,
		...(options.acceptUnclean && {acceptUnclean: true}),
		...(options.identity !== undefined && {identity: options.identity}),
		...(options.stopTimeout !== undefined && {stopTimeout: options.stopTimeout}),
		variables: decideVariables(source, options),
	};
	const {draft: whole, ...left} = await leaveOut(deps, remote, {source, draft, options});
	const toPlan = (draft: Draft) => planSnapshot(source, draft, {account, ...deps.requester});
	// Refuses what is wrong before a search.
	const planned = toPlan({...whole, secretsKept: 0});
	const about = {inherited: inheritedBy(source), ...left};
	const search = await searchSecrets(deps, remote, {source, draft: whole, options});
	if (search === undefined) return {planned, ...about, secrets: undefined};
	const {secrets, searched} = search;
	return {planned: toPlan({...withSecrets(whole, secrets), searched}), ...about, secrets};
};

const printPlan = (
	deps: CommandDeps,
	{
		request,
		plan: {steps},
		labels,
		choice,
		chosen,
		diskSpace,
		losses,
		notIncluded,
		inherited,
		secrets,
		leftOut,
	}: PlannedSnapshot & Omit<Planned, 'planned' | 'toSave'>,
	json: boolean,
): void => {
	if (json) {
		const {worker, reference, id} = request;
		deps.out(
			jsonLine({
				worker,
				name: reference,
				id,
				method: chosen.method,
				because: chosen.because,
				room: diskSpace,
				losses,
				notIncluded,
				inherited,
				labels,
				choice,
				leftOut,
				...(secrets && {secrets: secretRows(secrets)}),
				steps,
			}),
		);
		return;
	}
	deps.out(request.title);
	deps.out(`Method ${chosen.method}: ${chosen.because}`);
	for (const line of [...diskSpace, ...losses, ...detectionLines(inherited)]) deps.out(neutralise(line));
	for (const line of leftOutLines(leftOut)) deps.out(line);
	for (const line of mountsLeftLines(notIncluded)) deps.out(neutralise(line));
	const variables = variableLines(choice);
	if (variables.length > 0) deps.out('Environment (variables that the DevBox’s image does not have):');
	for (const {text} of variables) deps.out(neutralise(text));
	deps.out('Labels:');
	for (const {text} of labelLines(choice, labels)) deps.out(neutralise(text));
	printSteps(deps, steps);
};
