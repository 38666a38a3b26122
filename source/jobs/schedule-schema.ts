import * as z from 'zod/mini';
import {cadenceProblem} from '../model/cadence.ts';
import {noScheduleDraft, type Schedule} from '../model/schedule.ts';
import {parseLine} from './job-schemas.ts';

const text = z.string();
const texts = z.array(text);
const common = {
	id: text.check(z.regex(/^[a-z0-9]{1,32}$/u)),
	user: text,
	cron: text.check(
		z.regex(/^[\d*,/ -]{1,200}$/u),
		z.refine(cron => cadenceProblem(cron) === undefined),
	),
};
const launch = z.object({
	...common,
	version: z.literal(1),
	reference: text,
	draft: z.object({
		name: text,
		cadence: text,
		command: text,
		environment: texts,
		volumes: texts,
		after: z.enum(['stop', 'remove']),
		limit: text,
	}),
});
const keep = {keepLast: text, keepWithin: text};
const task = z.discriminatedUnion('kind', [
	z.object({
		...keep,
		kind: z.literal('snapshot'),
		devbox: z.object({id: text, name: text}),
		tag: text,
		overwrite: z.boolean(),
		choices: z.object({
			...{capabilities: texts, keepEnv: texts, dropEnv: texts, leaveOut: texts},
			method: z.enum(['auto', 'staging', 'pause', 'restart', 'stop', 'live', 'off']),
			secrets: z.enum(['exclude', 'fail', 'keep', 'skip']),
			ignoresSaved: z.boolean(),
		}),
	}),
	z.object({...keep, kind: z.literal('prune'), names: texts}),
]);
const other = z.object({...common, version: z.literal(2), name: text, cadence: text, task});

/** The line of a schedule.json → what it says; undefined for one of another version of Ingot, and for nonsense. */
export const parseSchedule = (
	line: string,
): Pick<Schedule, 'id' | 'user' | 'cron' | 'reference' | 'draft' | 'task'> | undefined => {
	const {data} = z.discriminatedUnion('version', [launch, other]).safeParse(parseLine(line));
	if (data === undefined) return undefined;
	const {id, user, cron} = data;
	if (data.version === 1) return {id, user, cron, reference: data.reference, draft: data.draft};
	const {name, cadence} = data;
	return {id, user, cron, reference: '', draft: {...noScheduleDraft, name, cadence}, task: data.task};
};
