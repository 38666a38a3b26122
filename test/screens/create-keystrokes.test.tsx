import {expect, test} from 'vitest';
import type {JobRequest} from '../../source/model/job.ts';
import type {Actions, PlannedLaunch, PlannedSnapshot} from '../../source/state/actions.ts';
import {launchContext} from '../launch-context.ts';
import {source} from '../plan/sources.ts';
import {fullFleet} from './every-screen.tsx';
import {screenAfter} from './show-app.tsx';

/** Opens a tab, which does not count, and presses keys one by one until a job is submitted. @returns how many that took */
const counted = async (tab: string, keys: readonly string[], prepare: Prepare) => {
	const submitted: string[] = [];
	const screen = await screenAfter(fullFleet, undefined, {
		prepare: actions => prepare(actions, request => submitted.push(request.title)),
	});
	await screen.press(tab);
	for (const [index, key] of keys.entries()) {
		expect(submitted).toEqual([]);
		await screen.press(key);
		if (submitted.length > 0) return {count: index + 1, submitted};
	}
	throw new Error(`Nothing was submitted:\n${screen.frame()}`);
};
type Prepare = (actions: Actions, onSubmit: (request: Pick<JobRequest, 'title'>) => void) => void;

const never = () => new Promise<never>(() => {});

test('a snapshot with the suggested name takes three keys from the list of DevBoxes', async () => {
	const {count, submitted} = await counted('2', ['c', 'ctrl+s', 'enter'], (actions, onSubmit) => {
		actions.inspect = async () => source;
		actions.submit = (planned: PlannedSnapshot) => {
			onSubmit(planned.request);
			return never();
		};
	});
	expect(count).toBe(3);
	expect(submitted).toEqual(['Snapshot api into localhost/api:latest']);
});

test('launching a known image takes three keys from the list of images', async () => {
	const {count, submitted} = await counted('3', ['l', 'ctrl+s', 'enter'], (actions, onSubmit) => {
		actions.probeLaunch = async () => launchContext({});
		actions.submitLaunch = (planned: PlannedLaunch) => {
			onSubmit(planned.request);
			return never();
		};
	});
	expect(count).toBe(3);
	expect(submitted).toHaveLength(1);
});

test('launching as last time takes two keys from anywhere', async () => {
	const {count} = await counted('4', ['ctrl+g', 'enter'], (actions, onSubmit) => {
		actions.quickLaunch = image => {
			onSubmit({title: image.reference});
			return never();
		};
	});
	expect(count).toBe(2);
});
