import {type PlannedSnapshot, planSnapshot, probeDevbox, submitSnapshot} from '../jobs/create-image.ts';
import {findSecrets, unscannable} from '../jobs/find-secrets.ts';
import {readContents, readPatterns} from '../jobs/read-patterns.ts';
import {saveExcludes} from '../jobs/saved-excludes.ts';
import type {DevboxDetail} from '../model/devbox.ts';
import type {FoundPatterns} from '../model/exclude-choice.ts';
import {failureText} from '../model/failure.ts';
import type {JobRequest} from '../model/job.ts';
import type {LayerNode} from '../model/layer-tree.ts';
import {excluded, type SecretSearch} from '../model/secret-finding.ts';
import type {Draft, SnapshotSource} from '../model/snapshot.ts';
import type {DevboxDeps} from './devbox-actions.ts';
import {inOrder} from './in-order.ts';
import {prepareSubmit, submitFollowed} from './submit-followed.ts';

/** Podman waits for a commit that holds the DevBox. */
const inspectTimeoutMs = 30_000;

export type SnapshotActions = {
	/** Inspects a DevBox: what the form and the plan need. */
	inspect(worker: string, devboxId: string, signal: AbortSignal): Promise<SnapshotSource>;
	/** Its configuration only: runs nothing in it. */
	inspectDevbox(worker: string, devboxId: string, signal: AbortSignal): Promise<DevboxDetail>;
	/** What a Linux DevBox has beyond its image, by folder, and the patterns that hold for it. */
	contents(source: SnapshotSource, signal: AbortSignal): Promise<FoundPatterns & {readonly tree: LayerNode}>;
	/** The patterns that hold for a DevBox. Rejects if they cannot be read: the image would hold what they exclude. */
	patterns(source: SnapshotSource, signal: AbortSignal): Promise<FoundPatterns>;
	/** Saves patterns on the worker for the next image of a DevBox; none: forgets them. */
	savePatterns(source: SnapshotSource, patterns: readonly string[]): Promise<void>;
	/** Looks for secrets in what a DevBox has beyond its image. What can be left out will be. Never rejects. */
	searchSecrets(source: SnapshotSource, signal: AbortSignal): Promise<SecretSearch>;
	plan(source: SnapshotSource, draft: Draft): PlannedSnapshot;
	/** Starts the job on the worker and follows it. */
	submit(planned: PlannedSnapshot): Promise<JobRequest>;
};

export const snapshotActions = ({
	store,
	requester,
	remoteOf,
	follow,
}: Pick<DevboxDeps, 'store' | 'requester' | 'remoteOf' | 'follow'>): SnapshotActions => ({
	async inspect(worker, devboxId, until) {
		const reach = store.get().fleet[worker]?.reach;
		const known = reach?.state === 'ready' ? reach.facts : undefined;
		const source = await probeDevbox(await remoteOf(worker), devboxId, {signal: until, known});
		return {...source, devbox: inOrder(source.devbox)};
	},
	async inspectDevbox(worker, devboxId, signal) {
		return inOrder(await (await remoteOf(worker)).inspect(devboxId, {signal, timeoutMs: inspectTimeoutMs}));
	},
	async contents(source, signal) {
		return readContents(await remoteOf(source.worker.name), source, {signal});
	},
	async patterns(source, signal) {
		return readPatterns(await remoteOf(source.worker.name), source, {signal});
	},
	async savePatterns({worker, devbox}, patterns) {
		await saveExcludes(await remoteOf(worker.name), devbox.id, patterns);
	},
	async searchSecrets(source, signal) {
		try {
			const scan = await findSecrets(await remoteOf(source.worker.name), source, {signal});
			if (scan === undefined) return unsearched(unscannable(source) ?? '');
			const {findings, notes, searched} = scan;
			return {secrets: findings.map(excluded), notes, searched, isDone: true};
		} catch (thrown) {
			return unsearched(`Nobody looked for secrets: ${failureText(thrown)}`);
		}
	},
	plan(source, draft) {
		const planned = planSnapshot(source, draft, {account: store.get().account, ...requester});
		prepareSubmit(remoteOf, source.worker.name);
		return planned;
	},
	submit: submitFollowed({remoteOf, follow}, submitSnapshot),
});

const unsearched = (why: string): SecretSearch => ({secrets: [], notes: [why], isDone: false});
