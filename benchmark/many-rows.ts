import type {Devbox} from '../source/model/devbox.ts';
import type {Image} from '../source/model/image.ts';
import type {JobSummary} from '../source/model/job.ts';

const jobsPerWorker = 10;
const devboxesPerWorker = 50;

/** DevBoxes of one worker of a simulated fleet, of its first images. */
export const manyDevboxes = (worker: string, images: readonly Image[]): readonly Devbox[] =>
	images.slice(0, devboxesPerWorker).map((image, index) => ({
		worker,
		workerKind: 'self-hosted',
		id: `${worker}${index}`.repeat(8),
		name: `box-${index}`,
		os: 'linux',
		state: 'running',
		image: image.reference,
		imageId: image.id,
		capabilities: image.capabilities,
		launchedBy: 'alice',
		cloudWorker: undefined,
		ports: [`tcp/${20_000 + index}`],
		createdAt: 0,
		startedAt: Date.now() - 3 * 3_600_000,
	}));

/** Ended jobs of one worker of a simulated fleet. */
export const manyJobs = (worker: string): readonly JobSummary[] =>
	Array.from({length: jobsPerWorker}, (_, index) => {
		const at = new Date(Date.UTC(2026, 0, 1, index)).toISOString();
		return {
			request: {
				version: 1,
				id: `20260101T${String(index).padStart(2, '0')}0000-${worker}`,
				kind: 'snapshot',
				title: `Snapshot box-${index} → localhost/tax-prep:${index}`,
				worker,
				user: 'alice',
				host: 'here',
				ingot: '0',
				at,
				devbox: {id: `${worker}${index}`.repeat(8), name: `box-${index}`},
				reference: `localhost/tax-prep:${index}`,
				steps: [{id: 'check', title: 'Check'}],
			},
			outcome: index % 5 === 0 ? 'failed' : 'done',
			endedAt: at,
			alive: false,
		};
	});
