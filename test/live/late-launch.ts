import {planLaunch, submitLaunch} from '../../source/jobs/launch.ts';
import {probeLaunch} from '../../source/jobs/launch-context.ts';
import {type LaunchDraft, noOptions} from '../../source/model/launch.ts';
import type {Remote} from '../../source/remote/remote.ts';

type Late = {
	readonly remote: Remote;
	/** The name of a managed image there. */
	readonly image: string;
	readonly draft: Partial<LaunchDraft> & Pick<LaunchDraft, 'name'>;
	/** What somebody does between the check of the form and the start. */
	readonly meanwhile: () => Promise<unknown>;
};

/** Launches as alice from what was checked before something changed on the worker. @returns the job's id */
export const launchLate = async ({remote, image: name, draft, meanwhile}: Late): Promise<string> => {
	const image = (await remote.images()).managed.find(each => each.name === name);
	if (image === undefined) throw new Error(`There is no image ${name}.`);
	const context = await probeLaunch(remote, image, {user: 'alice'});
	const account = {user: 'alice', plan: 'pro', role: 'member'} as const;
	const planned = planLaunch(context, {...noOptions, ...draft}, {account, host: 'here', ingot: '0'});
	await meanwhile();
	await submitLaunch(remote, planned);
	return planned.request.id;
};
