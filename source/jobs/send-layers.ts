import {type CopyLayer, maxHashMs} from '../model/copy.ts';
import {Failure, failureText} from '../model/failure.ts';
import type {Remote} from '../remote/remote.ts';
import {sleep} from '../time/sleep.ts';
import keptLayers from '../worker/jobs/kept-layers.sh';
import receiveLayers from '../worker/jobs/receive-layers.sh';
import type {PlannedCopy} from './copy-image.ts';
import {copyScripts} from './copy-scripts.ts';
import {notSentScript, receivingScript} from './job-script.ts';
import {readLayers} from './read-layers.ts';
import {startJob} from './start-job.ts';

/** Where layers come from and go to. Each call gives the current connection, a new one if it was lost. */
export type LayerEnds = {
	/** The bytes of these layers, one after the other, not compressed. */
	read(layers: readonly CopyLayer[]): Promise<AsyncIterable<Uint8Array>>;
	target(): Promise<Remote>;
	/** Gives up the transfer, but not the job. */
	readonly signal: AbortSignal;
};

/** The job gives up after two minutes without a byte. */
const pauseMs = 2000;

/** Copies that run at the same time: each reads the source's disk and shares this computer's line with the others. */
export const copiesAtOnce = 3;

/** The two workers of a copy. */
type CopyEnds = Omit<LayerEnds, 'read'> & {
	source(): Promise<Remote>;
	/** How many copies there may be now, this one counted; 1 by default. */
	readonly atOnce?: number;
};

/** `submitLayers` from another worker. */
export const submitCopy = (
	{source, atOnce, ...ends}: CopyEnds,
	planned: PlannedCopy,
): Promise<{readonly sent: Promise<boolean>}> =>
	submitLayers(
		{
			...ends,
			read: async layers => readLayers(await source(), {source: planned.source, layers, atOnce}, ends.signal),
		},
		planned,
	);

/**
 * Starts it on the target.
 * @returns a promise of the end of the transfer, and whether all has arrived. It never rejects: what goes wrong fails the job,
 * which says why.
 */
export const submitLayers = async (
	ends: LayerEnds,
	planned: PlannedCopy,
): Promise<{readonly sent: Promise<boolean>}> => {
	const {request, plan, files, missing} = planned;
	await startJob(await ends.target(), {request, plan, scripts: [...copyScripts, ...files]});
	if (missing.length === 0) return {sent: Promise.resolve(true)};
	return {sent: sendAll(ends, planned)};
};

/**
 * Sends what is missing until all of it has arrived, or the job no longer waits. A lost connection is made again.
 * @returns whether all has arrived
 */
const sendAll = async (ends: LayerEnds, planned: PlannedCopy): Promise<boolean> => {
	const {id} = planned.request;
	while (!ends.signal.aborted) {
		try {
			const end = await sendRest(ends, planned);
			if (end !== undefined) return end === 'arrived';
		} catch (thrown) {
			if (ends.signal.aborted) return false;
			if (!isLost(thrown)) await sayWhy(ends, id, failureText(thrown)).catch(() => {});
		}
		await sleep(pauseMs, {signal: ends.signal});
	}
	return false;
};

const isLost = (thrown: unknown): boolean => thrown instanceof Failure && thrown.kind === 'unreachable';

/** @returns undefined where something is left to do */
const sendRest = async (
	ends: LayerEnds,
	{request, missing, bytes}: PlannedCopy,
): Promise<'arrived' | 'not awaited' | undefined> => {
	const target = await ends.target();
	const kept = await target.run(receivingScript(keptLayers, [request.id]), {
		signal: ends.signal,
		timeoutMs: maxHashMs(bytes),
	});
	if (kept.code !== 0) return 'not awaited';
	const there = new Set(kept.stdout.split('\n'));
	const layers = missing.filter(({hex}) => !there.has(hex));
	if (layers.length === 0) return 'arrived';
	const [{packLayers}, content] = await Promise.all([import('../context/pack-layers.ts'), ends.read(layers)]);
	const code = await target.send(receivingScript(receiveLayers, [request.id]), {
		bytes: packLayers(layers, content),
		signal: ends.signal,
	});
	return code === 0 ? 'arrived' : undefined;
};

const sayWhy = async (ends: LayerEnds, job: string, why: string): Promise<unknown> =>
	(await ends.target()).run(notSentScript(job, why));
