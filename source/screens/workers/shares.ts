import type {WorkerFacts} from '../../model/worker.ts';
import type {WorkerLoad} from '../../model/worker-load.ts';
import {meter} from '../../parts/meter.ts';

/** What is used of the memory, from 0 to 1; undefined where it is unknown. */
export const memoryShare = (memory: WorkerLoad['memory']): number | undefined =>
	memory && 1 - memory.availableBytes / memory.totalBytes;

/** What is used of the disk, from 0 to 1; undefined where its size is unknown. */
export const diskShare = (facts: WorkerFacts | undefined): number | undefined =>
	facts?.diskBytes === undefined ? undefined : 1 - facts.freeBytes / facts.diskBytes;

/** `██░░░░ 84.8 GB free`; without the bar where the share is unknown or there is no space for it. */
export const withMeter = (share: number | undefined, cells: number, text: string): string =>
	share === undefined || cells === 0 ? text : `${meter(share, cells)} ${text}`;
