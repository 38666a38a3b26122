import type {Devbox} from './devbox.ts';
import type {WorkerView} from './fleet.ts';
import {fullBelowBytes, type WorkerFacts} from './worker.ts';
import type {WorkerHealth} from './worker-health.ts';
import type {WorkerLoad} from './worker-load.ts';

/** What a worker has left for one more DevBox; what is not known is absent. */
export type Room = {
	/** Memory that can be used without swapping. */
	readonly memoryBytes?: number | undefined;
	/** How many DevBoxes run. */
	readonly running?: number | undefined;
	/** Free on the file system of Podman's layers. */
	readonly diskBytes?: number | undefined;
};

type Known = {
	readonly facts?: WorkerFacts | undefined;
	readonly devboxes?: readonly Devbox[] | undefined;
	readonly load?: WorkerLoad | undefined;
};

/** The disk of the load is newer than that of the facts, which are read on connecting. */
export const toRoom = ({facts, devboxes, load}: Known): Room => ({
	memoryBytes: load?.memory?.availableBytes,
	running: devboxes?.filter(each => each.state === 'running').length,
	diskBytes: load?.disk?.freeBytes ?? facts?.freeBytes,
});

/** Older figures of the memory say nothing about now. */
const staleMs = 300_000;

/** What is known of a worker's room at `now` (epoch ms). */
export const roomOf = (
	{reach, devboxes}: Pick<WorkerView, 'reach' | 'devboxes'>,
	load: WorkerHealth['load'],
	now: number,
): Room => {
	const facts = reach.state === 'ready' ? reach.facts : undefined;
	const {memory, ...other} = load?.content ?? {};
	const isStale = load === undefined || now - load.at > staleMs;
	return toRoom({facts, devboxes: devboxes?.content, load: {...other, ...(memory && !isStale && {memory})}});
};

const gigabyte = 1e9;
/** Unknown memory is better than less than a gigabyte, and worse than more. */
const unknown = 0.5;

const isFullDisk = ({diskBytes}: Room): boolean => diskBytes !== undefined && diskBytes < fullBelowBytes;

/** From the most important figure on; whole gigabytes, so that fewer DevBoxes count where the memory is about the same. */
const figures = ({memoryBytes, running, diskBytes}: Room): readonly number[] => [
	memoryBytes === undefined ? unknown : Math.floor(memoryBytes / gigabyte),
	-(running ?? Number.MAX_SAFE_INTEGER),
	diskBytes ?? 0,
];

/** Most room first: more memory, then fewer DevBoxes, then more disk; a full disk comes last. Equal ones keep their order. */
export const byRoom = (a: Room, b: Room): number => {
	if (isFullDisk(a) !== isFullDisk(b)) return isFullDisk(a) ? 1 : -1;
	const others = figures(b);
	return figures(a).reduce((order, figure, at) => (order === 0 ? (others[at] ?? 0) - figure : order), 0);
};

/** A worker that could be launched on; `problem` is why it cannot. */
export type Candidate = {readonly worker: string; readonly room: Room; readonly problem?: string | undefined};

/**
 * The worker with the most room. None with a problem or a full disk, none of which nothing is known, and no only choice. Where the
 * memory of one is known, none whose memory is not: nobody can say that it has more.
 */
export const suggestWorker = (candidates: readonly Candidate[]): Candidate | undefined => {
	const fit = candidates.filter(({room, problem}) => problem === undefined && !isFullDisk(room));
	if (fit.length < 2) return undefined;
	const measured = fit.filter(({room}) => room.memoryBytes !== undefined);
	const known = measured.length > 0 ? measured : fit.filter(({room}) => room.running !== undefined);
	return known.toSorted((a, b) => byRoom(a.room, b.room))[0];
};

/** `14 GB memory free, 2 DevBoxes running`; the disk where the memory is not known. @param size bytes → text */
export const roomText = (
	{memoryBytes, running, diskBytes}: Room,
	size: (bytes: number) => string,
): string => {
	const memory = memoryBytes === undefined ? [] : [`${size(memoryBytes)} memory free`];
	const disk = memoryBytes !== undefined || diskBytes === undefined ? [] : [`${size(diskBytes)} disk free`];
	const devboxes =
		running === undefined ? [] : [running === 1 ? '1 DevBox running' : `${running || 'no'} DevBoxes running`];
	return [...memory, ...devboxes, ...disk].join(', ');
};
