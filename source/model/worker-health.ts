import type {Check} from './doctor.ts';
import type {WorkerLoad} from './worker-load.ts';

/** What is known of a worker in this run of Ingot beyond its facts and lists. */
export type WorkerHealth = {
	/** How busy it is, and when that was true (epoch ms of this machine). */
	readonly load?: {readonly content: WorkerLoad; readonly at: number};
	/** The last run of the doctor. */
	readonly doctor?: {readonly passed: number; readonly total: number; readonly at: number};
};

/** By the worker's name. */
export type Health = {readonly [worker: string]: WorkerHealth};

export type HealthEvent =
	| {
			readonly type: 'load-read';
			readonly worker: string;
			readonly content: WorkerLoad;
			readonly at: number;
	  }
	| {
			readonly type: 'doctor-ran';
			readonly worker: string;
			readonly checks: readonly Check[];
			readonly at: number;
	  };

/** What is known of each worker’s health after an event. */
export const reduceHealth = (health: Health, event: HealthEvent): Health => ({
	...health,
	[event.worker]: {...health[event.worker], ...learnt(event)},
});

const learnt = (event: HealthEvent): WorkerHealth => {
	const {at} = event;
	if (event.type === 'load-read') return {load: {content: event.content, at}};
	const passed = event.checks.filter(({state}) => state === 'ok' || state === 'note').length;
	return {doctor: {passed, total: event.checks.length, at}};
};
