import type {Account} from '../model/account.ts';
import {type ContainerSettings, repeatProblem} from '../model/container-settings.ts';
import {type Devbox, type DevboxDetail, ineligibleBecause, reasonText} from '../model/devbox.ts';
import {Failure} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import type {ImageConfig} from '../model/image-config.ts';
import type {Labels} from '../model/labels.ts';
import {mayLaunch, requireAllowed} from '../model/policy.ts';
import {formerName} from '../model/rollback.ts';
import {rollbackFiles, rollbackLost, rollbackPlan} from '../plan/rollback.ts';
import type {PlanFile} from '../plan/step.ts';
import type {Remote} from '../remote/remote.ts';
import devboxAtRest from '../worker/steps/devbox-at-rest.sh';
import rollbackScript from '../worker/steps/linux/rollback.sh';
import type {Requester} from './create-image.ts';
import {newJobId} from './job-id.ts';
import {launchScripts} from './launch-scripts.ts';
import type {PlannedJob} from './planned-job.ts';
import {readSettings} from './read-settings.ts';
import {sharedScripts} from './snapshot-scripts.ts';
import {startJob} from './start-job.ts';

/** What a rollback needs to know. */
export type RollbackContext = {
	readonly devbox: Devbox;
	readonly detail: DevboxDetail;
	readonly settings: ContainerSettings;
	/** Labels of the image that the DevBox was created from. */
	readonly baseLabels: Labels;
	readonly image: Image;
	readonly config: ImageConfig;
	/** Names of all containers of the worker. */
	readonly names: readonly string[];
};

export type PlannedRollback = PlannedJob & {
	readonly files: readonly PlanFile[];
	/** What the DevBox is called afterwards that runs now. */
	readonly former: string;
};

/** Inspects a DevBox and the image that it is to be rolled back to. @throws Failure if one of them is gone */
export const probeRollback = async (
	remote: Remote,
	{devbox, image}: {readonly devbox: Devbox; readonly image: Image},
	signal?: AbortSignal,
): Promise<RollbackContext> => {
	const options = signal === undefined ? {} : {signal};
	const [detail, settings, {config}, base, devboxes] = await Promise.all([
		remote.inspect(devbox.id, options),
		readSettings(remote, devbox.id, options),
		remote.inspectImage(image.id, options),
		remote.inspectImage(devbox.imageId, options),
		remote.devboxes(options),
	]);
	const names = devboxes.map(each => each.name);
	return {devbox, detail, settings, baseLabels: base.config.labels, image, config, names};
};

/** Plans the rollback; does not contact the worker. @throws Failure (refused) with the reason */
export const planRollback = (
	context: RollbackContext,
	{account, host, ingot}: Requester,
): PlannedRollback => {
	const {devbox, detail, settings, image, config, baseLabels} = context;
	requireAllowed(mayLaunch(account));
	refuse(context, account);
	const now = new Date();
	const former = formerName(devbox.name, now, context.names);
	const id = newJobId(now);
	const {user} = account;
	const wanted = {job: id, user, devbox: detail, settings, baseLabels, image, config, former};
	const [lost] = rollbackLost(wanted);
	if (lost !== undefined)
		throw refused(`${devbox.name} cannot be rolled back: Podman cannot be given its variable ${lost}.`);
	const plan = rollbackPlan(wanted);
	return {
		request: {
			version: 1,
			id,
			kind: 'rollback',
			title: `Roll ${devbox.name} back to ${image.reference}`,
			...{worker: devbox.worker, user, host, ingot},
			at: now.toISOString(),
			devbox: {id: devbox.id, name: devbox.name},
			reference: image.reference,
			steps: plan.steps.map(({id: step, title}) => ({id: step, title})),
		},
		plan,
		files: rollbackFiles(wanted),
		former,
	};
};

/** Starts it on the worker. */
export const submitRollback = (remote: Remote, {request, plan, files}: PlannedRollback): Promise<void> =>
	startJob(remote, {
		request,
		plan,
		scripts: [
			{name: 'rollback.sh', text: rollbackScript},
			{name: 'devbox-at-rest.sh', text: devboxAtRest},
			...sharedScripts,
			...launchScripts({image: {os: 'linux'}}),
			...files,
		],
	});

const refuse = ({devbox, settings}: RollbackContext, account: Account): void => {
	const {name, os} = devbox;
	// It may be stopped: its program is replaced, not captured.
	const why = ineligibleBecause(devbox, account).filter(each => each !== 'not-running');
	if (why.length > 0) throw refused(`${name} cannot be rolled back: ${reasonText(devbox, why)}.`);
	if (os === 'windows') throw refused(`${name} runs Windows, whose disk cannot be exchanged under it.`);
	const problem = repeatProblem(name, settings);
	if (problem !== undefined) throw new Failure(problem.reason, {kind: 'refused', hint: problem.hint});
};

const refused = (reason: string): Failure =>
	new Failure(reason, {kind: 'refused', hint: 'You can launch the image as a new DevBox: ingot launch.'});
