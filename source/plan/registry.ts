import type {Image} from '../model/image.ts';
import type {RegistryLogin, RegistryReference} from '../model/registry.ts';
import {referenceLock} from './snapshot-locks.ts';
import type {Plan, PlanFile} from './step.ts';

const script = (...argv: readonly string[]) => ['sh', './registry-image.sh', ...argv];
const yesNo = (is: boolean) => (is ? 'yes' : 'no');

/** @param overwrite whether the destination may lose what it has */
export const pushPlan = (
	{id, reference}: Pick<Image, 'id' | 'reference'>,
	{destination, overwrite}: {readonly destination: RegistryReference; readonly overwrite: boolean},
): Plan => ({
	steps: [
		{
			id: 'check',
			title: 'Check the image and the registry',
			argv: script('check_push', id, reference, destination.text, yesNo(overwrite)),
			undo: script('uncheck'),
		},
		{
			id: 'push',
			title: `Push to ${destination.registry}`,
			argv: script('push', id, destination.text),
			undo: script('unpush'),
		},
		{
			id: 'verify',
			title: 'Compare the digest in the registry',
			argv: script('verify_push', id, destination.text),
		},
	],
	done: `${destination.text} is in the registry.`,
	locks: [referenceLock(reference)],
});

/** @param reference the name that the image gets on the worker · @param overwrite whether another image may lose it */
export const pullPlan = (
	reference: string,
	{source, overwrite}: {readonly source: RegistryReference; readonly overwrite: boolean},
): Plan => ({
	steps: [
		{
			id: 'check',
			title: 'Check the name and the registry',
			argv: script('check_pull', reference, source.text, yesNo(overwrite), source.repository),
			undo: script('uncheck'),
		},
		{
			id: 'pull',
			title: `Pull from ${source.registry}`,
			argv: script('pull', source.repository),
			undo: script('unpull', source.repository),
		},
		{
			id: 'verify',
			title: 'Verify the image',
			argv: script('verify_pull', source.repository),
		},
		{
			id: 'name',
			title: 'Name the image',
			argv: script('finish_pull', reference, source.text, source.repository),
			undo: script('unfinish', reference),
		},
	],
	done: `${reference} is ready.`,
	locks: [referenceLock(reference)],
});

/** A login as Podman's authfile; start-job.sh keeps a file of this name in memory. */
export const loginFiles = (registry: string, login: RegistryLogin | undefined): readonly PlanFile[] => {
	if (login === undefined) return [];
	const auth = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64');
	return [{name: 'auth.json', text: `${JSON.stringify({auths: {[registry]: {auth}}})}\n`}];
};
