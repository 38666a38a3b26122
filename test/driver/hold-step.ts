import type {Lab} from '../lab/lab.ts';
import {onWorker} from './counting.ts';

/**
 * Holds the next job of a worker in its commit, however fast that is: the script of the step is stopped as soon as it is there,
 * before it has ended. Podman goes on: the oldest is the script itself, others are about to become Podman.
 * @returns what is fulfilled once it is held
 */
export const holdCommit = (lab: Lab, worker: string): Promise<string> =>
	onWorker(
		lab,
		worker,
		`until step=$(pgrep -o -f '[l]inux-snapshot.sh commit') && kill -STOP "$step"; do sleep 0.02; done`,
	);

/** Lets it go on. */
export const letCommit = (lab: Lab, worker: string): Promise<string> =>
	onWorker(lab, worker, "kill -CONT $(pgrep -f '[l]inux-snapshot.sh commit')");
