import * as z from 'zod/mini';
import {jobKinds} from '../model/job.ts';
import {isJobId} from './job-id.ts';

const maxLetters = 2000;
const maxSteps = 100;
const words = z.pipe(
	z.string(),
	z.transform(each => each.slice(0, maxLetters)),
);
const text = z.catch(words, '');

/** Other versions of Ingot may write other kinds and fields, and omit some. */
export const requestSchema = z.object({
	version: z.int().check(z.positive()),
	id: z.string().check(z.refine(isJobId)),
	kind: z.catch(z.enum(jobKinds), 'unknown' as never),
	title: words,
	worker: text,
	user: text,
	host: text,
	ingot: text,
	at: text,
	devbox: z.catch(z.object({id: text, name: text}), {id: '', name: ''}),
	reference: text,
	steps: z.array(z.object({id: text, title: text})).check(z.maxLength(maxSteps)),
});

/** A job’s status.json. */
export const statusSchema = z.object({
	outcome: z.catch(z.enum(['done', 'failed', 'refused', 'conflict', 'cancelled', 'interrupted']), 'failed'),
	at: text,
});

/** Ten times the longest line that Ingot writes. */
const maxLineLength = 1_000_000;

/** Parses a line of a job's files; undefined if it is not JSON. */
export const parseLine = (line = ''): unknown => {
	if (line.length > maxLineLength) return undefined;
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
};
