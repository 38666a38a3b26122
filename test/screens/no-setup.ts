import type {SetupTools} from '../../source/model/setup.ts';

/** For an app that never comes to its first run. */
export const noSetup: SetupTools = {
	file: '/home/alice/config.yaml',
	account: {user: 'alice', plan: 'pro', role: 'owner'},
	find: async () => ({candidates: [], problems: []}),
	refuseExisting: async () => {},
	draft: () => Promise.reject(new Error('There is nothing to draft here.')),
	write: () => Promise.reject(new Error('There is nothing to write here.')),
};
