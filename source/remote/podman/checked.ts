import {notPodman} from './api-failures.ts';

type Schema<T> = {safeParse(found: unknown): {success: true; data: T} | {success: false; error: unknown}};

/** What a worker says is data until it has been looked at. @throws Failure when it is not what Podman says */
export const checked = <T>(worker: string, schema: Schema<T>, found: unknown): T => {
	const result = schema.safeParse(found);
	if (result.success) return result.data;
	throw notPodman(worker, result.error);
};
