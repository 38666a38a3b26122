import {bytesOf, type CopyLayer, type CopySource} from '../model/copy.ts';
import {Failure, failureText} from '../model/failure.ts';
import {withArguments} from '../model/shell.ts';
import type {Remote} from '../remote/remote.ts';
import {sleep} from '../time/sleep.ts';
import keptLayers from '../worker/jobs/kept-layers.sh';
import receiveLayers from '../worker/jobs/receive-layers.sh';
import readLayers from '../worker/queries/read-layers.sh';
import type {PlannedCopy} from './copy-image.ts';
import {copyScripts} from './copy-scripts.ts';
import {notSentScript, receivingScript} from './job-script.ts';
import {startJob} from './start-job.ts';

/** The two workers of a copy. Each call gives the current connection, a new one if it was lost. */
export type CopyEnds = {
	source(): Promise<Remote>;
	target(): Promise<Remote>;
	/** Gives up the transfer, but not the job. */
	readonly signal: AbortSignal;
};

/** Hashing what has arrived can take as long as this. */
const keptTimeoutMs = 600_000;
/** The job gives up after two minutes without a byte. */
const pauseMs = 2000;

/**
 * Starts it on the target.
 * @returns a promise of the end of the transfer. It never rejects: what goes wrong fails the job, which says why.
 */
export const submitCopy = async (
	ends: CopyEnds,
	planned: PlannedCopy,
): Promise<{readonly sent: Promise<void>}> => {
	const {request, plan, files, missing} = planned;
	await startJob(await ends.target(), {request, plan, scripts: [...copyScripts, ...files]});
	if (missing.length === 0) return {sent: Promise.resolve()};
	return {sent: sendAll(ends, planned)};
};

/** Sends what is missing until all of it has arrived, or the job no longer waits. A lost connection is made again. */
const sendAll = async (ends: CopyEnds, planned: PlannedCopy): Promise<void> => {
	const {id} = planned.request;
	while (!ends.signal.aborted) {
		try {
			if (await sendRest(ends, planned)) return;
		} catch (thrown) {
			if (ends.signal.aborted) return;
			if (!isLost(thrown)) await sayWhy(ends, id, failureText(thrown)).catch(() => {});
		}
		await sleep(pauseMs, {signal: ends.signal});
	}
};

const isLost = (thrown: unknown): boolean => thrown instanceof Failure && thrown.kind === 'unreachable';

/** @returns whether nothing is left to do */
const sendRest = async (ends: CopyEnds, {request, source, missing}: PlannedCopy): Promise<boolean> => {
	const target = await ends.target();
	const kept = await target.run(receivingScript(keptLayers, [request.id]), {
		signal: ends.signal,
		timeoutMs: keptTimeoutMs,
	});
	if (kept.code !== 0) return true;
	const there = new Set(kept.stdout.split('\n'));
	const layers = missing.filter(({hex}) => !there.has(hex));
	if (layers.length === 0) return true;
	const [{packLayers}, from] = await Promise.all([import('../context/pack-layers.ts'), ends.source()]);
	const code = await target.send(receivingScript(receiveLayers, [request.id]), {
		bytes: packLayers(layers, from.read(readScript(source, layers), ends.signal)),
		signal: ends.signal,
	});
	return code === 0;
};

const readScript = ({image, layers: all}: CopySource, layers: readonly CopyLayer[]): string => {
	const names = (some: readonly CopyLayer[]) => some.map(({hex}) => hex);
	return withArguments(
		[image.id, String(bytesOf(layers)), ...names(layers), '--', ...names(all)],
		readLayers,
	);
};

const sayWhy = async (ends: CopyEnds, job: string, why: string): Promise<unknown> =>
	(await ends.target()).run(notSentScript(job, why));
