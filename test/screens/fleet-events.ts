import type {Worker} from '../../source/model/worker.ts';
import type {AppEvent} from '../../source/state/app-state.ts';
import {alice} from './show-app.tsx';

/** A config file with these workers, of the user alice. */
export const configured = (workers: readonly Pick<Worker, 'name' | 'labels'>[]): AppEvent => ({
	type: 'config-written',
	settings: {
		account: alice,
		sshConfig: undefined,
		workers: workers.map(each => ({...each, kind: 'self-hosted', ssh: each.name})),
	},
});

/** A launch of the image tax:1 by alice, which has ended. */
export const launchJob = (worker: string, id: string, title = 'Launch tax') => ({
	request: {
		version: 1 as const,
		id,
		kind: 'launch' as const,
		title,
		worker,
		user: 'alice',
		host: 'laptop',
		ingot: '1',
		at: '2026-11-01T00:00:00Z',
		devbox: {id: '', name: 'x'},
		reference: 'localhost/tax:1',
		steps: [],
	},
	outcome: 'done' as const,
	endedAt: '2026-11-01T00:00:01Z',
	alive: false,
});
