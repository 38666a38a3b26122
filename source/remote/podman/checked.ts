import {notPodman} from './api-failures.ts';

type Schema<T> = {safeParse(found: unknown): {success: true; data: T} | {success: false; error: unknown}};

/** Validates data of a worker. @throws Failure when it does not have Podman's format */
export const checked = <T>(worker: string, schema: Schema<T>, found: unknown): T => {
	const result = schema.safeParse(found);
	if (result.success) return result.data;
	throw notPodman(worker, result.error);
};
