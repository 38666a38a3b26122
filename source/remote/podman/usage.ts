import * as z from 'zod/mini';
import type {UsageSample} from '../../model/usage.ts';
import type {RunOptions} from '../remote.ts';
import {checked} from './checked.ts';
import type {PodmanApi} from './podman-api.ts';

/** A count of Podman; what is impossible makes the whole sample unknown. */
const count = z.number().check(z.nonnegative(), z.lte(2 ** 63));

const sample = z.object({ContainerID: z.string(), CPUNano: count, SystemNano: count, MemUsage: count});

/** GET /libpod/containers/stats; `Stats` is null when a DevBox is gone, and on cgroup v1 without root. */
const statistics = z.object({Stats: z.catch(z.nullable(z.array(z.unknown())), null)});

/**
 * What these running DevBoxes have used. Podman answers from the cgroups, in some 20 ms; it waits while a commit holds one of
 * them. Its own percentages are averages since the start, so only counts are read.
 *
 * @param ids full ids · @returns without those of which nothing is known · @throws Failure when Podman does not answer in time
 */
export const readUsage = async (
	api: PodmanApi,
	worker: string,
	{ids, ...options}: RunOptions & {readonly ids: readonly string[]},
): Promise<ReadonlyMap<string, UsageSample>> => {
	if (ids.length === 0) return new Map();
	const call = {
		path: '/v4.0.0/libpod/containers/stats',
		query: {stream: false, containers: ids},
		what: 'measure the DevBoxes',
	};
	const {Stats} = checked(worker, statistics, await api.get(call, options));
	const wanted = new Set(ids);
	return new Map(
		(Stats ?? []).flatMap(each => {
			const found = sample.safeParse(each);
			if (!found.success || !wanted.has(found.data.ContainerID)) return [];
			const {ContainerID, CPUNano, SystemNano, MemUsage} = found.data;
			return [[ContainerID, {cpuNs: CPUNano, atNs: SystemNano, memoryBytes: MemUsage}] as const];
		}),
	);
};
