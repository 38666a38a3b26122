import {type PlannedSnapshot, planSnapshot, probeDevbox, submitSnapshot} from '../jobs/create-image.ts';
import type {DevboxDetail} from '../model/devbox.ts';
import type {JobRequest} from '../model/job.ts';
import type {Draft, SnapshotSource} from '../model/snapshot.ts';
import type {DevboxDeps} from './devbox-actions.ts';
import {submitFollowed} from './submit-followed.ts';

/** Podman waits for a commit that holds the DevBox. */
const inspectTimeoutMs = 30_000;

export type SnapshotActions = {
	/** Inspects a DevBox: what the form and the plan need. */
	inspect(worker: string, devboxId: string, signal: AbortSignal): Promise<SnapshotSource>;
	/** Its configuration only: runs nothing in it. */
	inspectDevbox(worker: string, devboxId: string, signal: AbortSignal): Promise<DevboxDetail>;
	plan(source: SnapshotSource, draft: Draft): PlannedSnapshot;
	/** Starts the job on the worker and follows it. */
	submit(planned: PlannedSnapshot): Promise<JobRequest>;
};

export const snapshotActions = ({
	store,
	asker,
	remoteOf,
	follow,
}: Pick<DevboxDeps, 'store' | 'asker' | 'remoteOf' | 'follow'>): SnapshotActions => ({
	async inspect(worker, devboxId, until) {
		const reach = store.get().fleet[worker]?.reach;
		const known = reach?.state === 'ready' ? reach.facts : undefined;
		return probeDevbox(await remoteOf(worker), devboxId, {signal: until, known});
	},
	async inspectDevbox(worker, devboxId, signal) {
		return (await remoteOf(worker)).inspect(devboxId, {signal, timeoutMs: inspectTimeoutMs});
	},
	plan: (source, draft) => planSnapshot(source, draft, {account: store.get().account, ...asker}),
	submit: submitFollowed({remoteOf, follow}, submitSnapshot),
});
