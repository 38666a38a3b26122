import type * as z from 'zod/mini';
import type {HealthCheck} from '../../model/image-config.ts';
import type {inspectedImage} from './podman-schemas.ts';

/** Podman's health check → ours; undefined without one. */
export const toHealthCheck = (
	found: z.infer<typeof inspectedImage>['Healthcheck'],
): HealthCheck | undefined => {
	if (found === null || (found.Test ?? []).length === 0) return undefined;
	return {
		test: found.Test ?? [],
		interval: found.Interval,
		timeout: found.Timeout,
		startPeriod: found.StartPeriod,
		retries: found.Retries,
	};
};
