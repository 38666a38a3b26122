import {type PlannedSnapshot, planSnapshot, probeDevbox, submitSnapshot} from '../jobs/create-image.ts';
import {listDevboxes} from '../jobs/list-devboxes.ts';
import {toCustomCapability} from '../model/capability.ts';
import {detectionLines, type Inherited, inheritedBy} from '../model/detection.ts';
import {ineligibleBecause, isOffWindows, reasonText} from '../model/devbox.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {labelLines, variableLines} from '../model/image-choice.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import {type DecidedSecret, withSecrets} from '../model/secret-finding.ts';
import type {Draft, SnapshotMethod} from '../model/snapshot.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import {askToStop} from './ask-to-stop.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {didYouMean} from './did-you-mean.ts';
import {pickDevbox} from './find-devbox.ts';
import {jsonLine} from './json-line.ts';
import {leaveOut} from './leave-out.ts';
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
	readonly method: SnapshotMethod | 'auto' | 'twin';
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
			const devbox = await findDevbox(deps, remote, options);
			return await previewContents(deps, remote, {
				devbox,
				folder: options.preview,
				json: options.json ?? false,
			});
		}
		const {planned, inherited, secrets} = await plan(deps, remote, options);
		if (options.dryRun) printPlan(deps, {...planned, inherited, secrets}, options.json ?? false);
		reportSecrets(deps, {planned, secrets}, options);
		if (options.dryRun) return exitCodes.done;
		if (!options.yes && !options.json) await askToStop(deps, planned);
		await submitSnapshot(remote, planned);
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

type Planned = {
	readonly planned: PlannedSnapshot;
	readonly inherited: Inherited;
	/** Undefined: not searched. */
	readonly secrets: readonly DecidedSecret[] | undefined;
};

const plan = async (deps: CommandDeps, remote: Remote, options: CreateOptions): Promise<Planned> => {
	const {account} = await deps.settings();
	const devbox = await findDevbox(deps, remote, options);
	const source = await probeDevbox(remote, devbox, {signal: deps.signal});
	const draft: Draft = {
		name: options.name,
		tag: options.tag,
		capabilities: (options.capability ?? []).map(toCustomCapability),
		overwrite: options.overwrite ?? false,
		// Its older name.
		method: options.method === 'twin' ? 'staging' : options.method,
		verify: options.verify,
		start: options.start,
		flatten: options.flatten ?? false,
		...(options.acceptUnclean && {acceptUnclean: true}),
		...(options.identity !== undefined && {identity: options.identity}),
		...(options.stopTimeout !== undefined && {stopTimeout: options.stopTimeout}),
		variables: decideVariables(source, options),
	};
	const {signal} = deps;
	const whole = await leaveOut(remote, {source, draft}, {words: options.leaveOut, signal});
	const toPlan = (draft: Draft) => planSnapshot(source, draft, {account, ...deps.asker});
	// Refuses what is wrong before a search.
	const planned = toPlan({...whole, secretsKept: 0});
	const inherited = inheritedBy(source);
	const secrets = await searchSecrets(deps, remote, {source, draft: whole, options});
	return {planned: secrets === undefined ? planned : toPlan(withSecrets(whole, secrets)), inherited, secrets};
};

const findDevbox = async (
	deps: CommandDeps,
	remote: Remote,
	{from, allowStopped = false}: Pick<CreateOptions, 'from' | 'allowStopped'>,
): Promise<string> => {
	const {account} = await deps.settings();
	const all = await listDevboxes(remote, {signal: deps.signal});
	const found = pickDevbox(all, from);
	const worker = remote.worker.name;
	if (found === undefined) {
		throw new Failure(`There is no DevBox ${neutralise(from)} on ${worker}.`, {
			kind: 'usage',
			hint: didYouMean(
				from,
				all.map(each => each.name),
				`\`ingot devboxes --worker ${worker}\` lists all DevBoxes.`,
			),
		});
	}
	const why = ineligibleBecause(found, account, {allowStopped});
	if (why.length === 0) return found.id;
	throw new Failure(`${neutralise(found.name)} cannot be snapshot: ${reasonText(found, why)}.`, {
		kind: 'refused',
		hint:
			why.join() === 'not-running' && isOffWindows(found)
				? 'Use --allow-stopped for a Windows DevBox that is off: after a clean shutdown, that gives the best image.'
				: 'The source must be a running DevBox that you launched and that no Cloud worker manages.',
	});
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
		inherited,
		secrets,
	}: PlannedSnapshot & Omit<Planned, 'planned'>,
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
				inherited,
				labels,
				choice,
				...(secrets && {secrets: secretRows(secrets)}),
				steps,
			}),
		);
		return;
	}
	deps.out(request.title);
	deps.out(`Method ${chosen.method}: ${chosen.because}`);
	for (const line of [...diskSpace, ...losses, ...detectionLines(inherited)]) deps.out(neutralise(line));
	const variables = variableLines(choice);
	if (variables.length > 0) deps.out('Environment (variables that the DevBox’s image does not have):');
	for (const {text} of variables) deps.out(neutralise(text));
	deps.out('Labels:');
	for (const {text} of labelLines(choice, labels)) deps.out(neutralise(text));
	printSteps(deps, steps);
};
