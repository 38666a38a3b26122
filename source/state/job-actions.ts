import {cancelJob} from '../jobs/cancel-job.ts';
import {recoverJob} from '../jobs/recover-job.ts';
import type {JobRequest} from '../model/job.ts';
import type {Remote} from '../remote/remote.ts';
import type {AppStore} from './app-state.ts';
import {type FollowDeps, followAgain} from './follow-into-store.ts';

export type JobActions = {
	cancel(request: JobRequest): Promise<void>;
	/** Rolls back a job that died or needs cleanup. */
	recover(request: JobRequest): Promise<void>;
};

type JobDeps = {
	readonly store: AppStore;
	readonly remoteOf: (worker: string) => Promise<Remote>;
	readonly refresh: (worker: string) => void;
	readonly followingOf: (request: JobRequest) => FollowDeps;
};

export const jobActions = ({store, remoteOf, refresh, followingOf}: JobDeps): JobActions => ({
	cancel: async request => cancelJob(await remoteOf(request.worker), request.id, store.get().account.user),
	async recover(request) {
		await recoverJob(await remoteOf(request.worker), request.id);
		refresh(request.worker);
		await followAgain(request, followingOf(request));
	},
});
