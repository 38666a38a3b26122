import {expect, test} from 'vitest';
import type {DevboxChange} from '../../source/jobs/change-devbox.ts';
import type {JobRequest} from '../../source/model/job.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {type DevboxDeps, devboxActions} from '../../source/state/devbox-actions.ts';
import {devbox} from '../screens/show-app.tsx';

const account = {user: 'alice', plan: 'pro', role: 'member'} as const;

/** Actions on workers that start a job when they are told to. */
const acting = () => {
	const started: string[] = [];
	const go = Promise.withResolvers<void>();
	const remote = {
		worker: {name: 'forge-1', kind: 'self-hosted'},
		async run() {
			await go.promise;
			return {code: 0, stdout: 'started', stderr: ''};
		},
	} as unknown as Remote;
	const actions = devboxActions({
		store: {get: () => ({account})},
		remoteOf: async () => remote,
		requester: {host: 'here', ingot: '0'},
		refresh() {},
		follow: ({title}: JobRequest) => void started.push(title),
	} as unknown as DevboxDeps);
	return {actions, started, go};
};
const mine = (name: string, id: string) => ({...devbox(name), id, launchedBy: 'alice'});

test('a key that is pressed twice starts one job, and says so', async () => {
	for (const change of ['pause', 'start', 'stop', 'remove'] satisfies DevboxChange[]) {
		const {actions, started, go} = acting();
		const api = mine('api', 'a'.repeat(64));
		const first = actions.change(api, change);
		await expect(actions.change(api, change)).rejects.toMatchObject({
			message: 'A job for api is beginning already.',
			kind: 'conflict',
		});
		await expect(actions.rename(api, 'web')).rejects.toMatchObject({kind: 'conflict'});
		const other = actions.change(mine('shop', 'b'.repeat(64)), change);
		go.resolve();
		await Promise.all([first, other]);
		expect(started).toHaveLength(2);
		await actions.change(api, change);
		expect(started).toHaveLength(3);
	}
});
