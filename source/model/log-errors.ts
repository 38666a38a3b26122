import type {LogLine} from './log-ring.ts';

const words =
	/\b(?:errors?|fatal|failed|failure|panic|denied|cannot|refused|no space left|not found|E:|killed)\b/iu;

/** Whether a line of a log reports an error: by what the job says of it, or by its words. */
export const isErrorLine = ({text, tone}: Pick<LogLine, 'text' | 'tone'>): boolean =>
	tone === 'bad' || words.test(text);
