import type {JobEvent} from '../model/job.ts';
import type {LogLine} from '../model/log-ring.ts';
import {neutralise} from '../model/text.ts';

/** The line that an event adds to its step's log; undefined where the list of steps says it already. */
export const logLine = ({kind, at, ...event}: JobEvent): Omit<LogLine, 'number'> | undefined => {
	const text = neutralise(event.text);
	const line = (said: string, tone: LogLine['tone']) => ({text: said, tone, at: Date.parse(at)});
	switch (kind) {
		case 'job-started':
		case 'step-started':
		case 'step-ended':
		case 'progress':
			return undefined;
		case 'log':
			return line(text, 'plain');
		case 'step-failed':
			return line(`✗ ${text}`, 'bad');
		case 'undo-started':
			return line('‹ Rolling back', 'muted');
		case 'undo-ended':
			return line('‹ Rolled back', 'muted');
		case 'undo-failed':
			return line(`✗ Could not roll back: ${text}`, 'bad');
		case 'job-ended':
			return line(text, event.outcome === 'done' ? 'good' : 'bad');
		default:
			return line(text || kind, 'muted');
	}
};
