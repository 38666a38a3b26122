import stringWidth from 'string-width';
import {durationText} from '../model/duration.ts';
import type {Job} from '../model/job.ts';
import {progressOf, type StepProgress} from '../model/progress.ts';
import {progressWords} from '../model/progress-text.ts';
import {neutralise} from '../model/text.ts';
import {fitText} from '../parts/fit.ts';
import type {Run, StatusLine} from './command-deps.ts';

/** Columns of the terminal. A title is not cut further for what is known of its step. */
const barWidth = {min: 10, max: 24};
const minTitle = 16;
const minNarrow = 5;

/**
 * The progress of a job in one line: steps done, a bar of the whole job, the running step and what is known of it, and the
 * time since it was requested. What does not fit goes, the least important first.
 *
 *     3/6 █████████░░░░░░ Copy the disk · 58 %  12 s
 *
 * @param now epoch ms of this machine's clock
 */
export const progressLine = (job: Job, now: () => number): StatusLine => {
	const since = now();
	return columns => {
		const {done, title, words} = progressNow(job, now() - since);
		const all = job.steps.length;
		const count = `${Math.min(all, Math.floor(done) + 1)}/${all} `;
		return drawn(
			{count, part: all === 0 ? undefined : done / all, title, words},
			sinceRequest(job, now()),
			columns,
		);
	};
};

/**
 * The same for one thing that this process does itself.
 * @param progress undefined before its first byte · @param since epoch ms of its start
 */
export const transferLine =
	(title: string, progress: StepProgress | undefined, since: number): StatusLine =>
	columns => {
		const now = progress && progressOf(progress, Date.now());
		const words = now === undefined ? [] : progressWords(now);
		const part = now?.percent === undefined ? undefined : now.percent / 100;
		return drawn({count: '', part, title, words}, wholeSeconds(Date.now() - since), columns);
	};

type Drawn = {
	readonly count: string;
	/** Of the bar, from 0 to 1; undefined for none. */
	readonly part: number | undefined;
	readonly title: string;
	readonly words: readonly string[];
};

const drawn = ({count, part, title, words}: Drawn, time: string, columns: number): readonly Run[] => {
	// A full line would leave the cursor in no column.
	const total = columns - 1;
	const end = `  ${time}`;
	const rest = total - count.length - end.length;
	const bar = Math.min(barWidth.max, Math.floor(rest / 3));
	const hasBar = bar >= barWidth.min && part !== undefined;
	const room = Math.max(0, rest - (hasBar ? bar + 1 : 0));
	if (room < minTitle + stringWidth(words[0] === undefined ? '' : ` · ${words[0]}`))
		return narrowRuns({count, title, words}, total);
	const filled = Math.floor(bar * (part ?? 0));
	return [
		...(count === '' ? [] : [{text: count}]),
		...(hasBar
			? [
					{text: '█'.repeat(filled), meaning: 'running' as const},
					{text: `${'░'.repeat(bar - filled)} `, meaning: 'muted' as const},
				]
			: []),
		...stepRuns(title, words, room),
		{text: end, meaning: 'muted'},
	];
};

/** For a part of a line: what is known of the step goes before its title. */
const narrowRuns = (
	{count, title, words: [word = '']}: Omit<Drawn, 'part'>,
	total: number,
): readonly Run[] => {
	const end = word === '' ? '' : ` · ${word}`;
	const left = total - stringWidth(count) - stringWidth(end);
	if (left >= minNarrow) return [{text: count + fitText(title, left)}, {text: end, meaning: 'muted'}];
	return [{text: fitText(count + (word || title), Math.max(1, total))}];
};

/** The title, and as many words as fit beside it. */
const stepRuns = (title: string, words: readonly string[], room: number): readonly Run[] => {
	const shown: string[] = [];
	const titleWidth = Math.max(minTitle, Math.min(stringWidth(title), Math.floor(room / 2)));
	let left = room - titleWidth;
	for (const word of words.map(each => ` · ${each}`)) {
		left -= stringWidth(word);
		if (left < 0) break;
		shown.push(word);
	}
	const text = shown.join('');
	return [{text: fitText(title, room - stringWidth(text))}, {text, meaning: 'muted'}];
};

/** `done`: steps, the running one counted by its part. @param silentMs since the last event */
const progressNow = (
	job: Job,
	silentMs: number,
): {readonly done: number; readonly title: string; readonly words: readonly string[]} => {
	const ended = job.steps.filter(({state}) => state === 'done').length;
	const undoing = job.steps.find(({state}) => state === 'undoing');
	if (undoing !== undefined || job.isCancelling)
		return {done: ended, title: neutralise(`Rolling back${undoing ? `: ${undoing.title}` : ''}`), words: []};
	const running = job.steps.find(({state}) => state === 'running');
	if (running === undefined)
		return {done: ended, title: neutralise(job.waitsFor ?? job.request.title), words: []};
	const progress = job.progress && progressOf(job.progress, job.progress.at + Math.max(0, silentMs));
	return {
		done: ended + (progress?.percent ?? 0) / 100,
		title: neutralise(running.title),
		words: progress === undefined ? [] : progressWords(progress),
	};
};

const sinceRequest = ({request}: Job, now: number): string => wholeSeconds(now - Date.parse(request.at));

const wholeSeconds = (ms: number): string => durationText(Math.floor(Math.max(0, ms || 0) / 1000) * 1000);
