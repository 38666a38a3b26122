import {keyName} from '../../key-names.ts';
import {counted} from '../../model/counted.ts';
import {failureText} from '../../model/failure.ts';
import {neutralise} from '../../model/text.ts';

/** `1 job`, `3 jobs` */
export const jobCount = (count: number): string => counted(count, 'job');

/** Starts a job for each of several things, one after the other on each worker. @returns what to notify */
export const submitJobs = async <Thing extends {readonly worker: string}>(
	things: readonly Thing[],
	nameOf: (thing: Thing) => string,
	submit: (thing: Thing) => Promise<unknown>,
): Promise<string> => {
	const last = new Map<string, Promise<unknown>>();
	const started = things.map((thing): Promise<unknown> => {
		const own = (last.get(thing.worker) ?? Promise.resolve()).then(() => submit(thing));
		last.set(
			thing.worker,
			own.catch(() => {}),
		);
		return own;
	});
	const results = await Promise.allSettled(started);
	const failed = results.flatMap((result, index) => {
		const thing = things[index];
		return result.status === 'fulfilled' || thing === undefined
			? []
			: [`${neutralise(nameOf(thing))}: ${failureText(result.reason)}`];
	});
	const [first] = failed;
	if (first === undefined) return `${jobCount(results.length)} started. Press ${keyName('4')} to follow.`;
	return `${results.length - failed.length} of ${jobCount(results.length)} started. ${first}`;
};
