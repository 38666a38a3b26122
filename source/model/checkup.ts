import {readCounts, readPodman} from './checkup-podman.ts';
import {readSystem} from './checkup-system.ts';

/** `note`: good to know, nothing to mend. */
export type CheckState = 'ok' | 'note' | 'warning' | 'failed';

/** One row of what the doctor says of a worker. */
export type Check = {
	/** Scripts rely on it: `podman`, `socket`, `clock` … */
	readonly id: string;
	readonly state: CheckState;
	/** What was found, in a sentence; may hold words of the worker. */
	readonly said: string;
	/** What mends it: a command for the worker where there is one, else what to do. */
	readonly mend?: string;
};

/** What worker/doctor.sh has said, by key; a key may come more than once. */
export type Answers = {
	one(key: string): string | undefined;
	all(key: string): readonly string[];
};

/** What only the side that asks knows. */
export type Asking = {
	/** Epoch ms of the middle between question and answer. */
	readonly at: number;
	/** How long the answer took, ms. */
	readonly tookMs: number;
	/** The words that Windows VMs are refused with there, or undefined. */
	readonly windows: string | undefined;
};

/** Lines of worker/doctor.sh; what a login shell says besides is kept apart. */
export const readAnswers = (text: string): {readonly answers: Answers; readonly noise: readonly string[]} => {
	const found = new Map<string, string[]>();
	const noise: string[] = [];
	for (const line of text.split('\n')) {
		const [, key, value] = /^doctor ([a-z-]+) (.*)$/u.exec(line) ?? [];
		if (key === undefined || value === undefined) {
			if (line.trim() !== '' && !line.startsWith('windows-')) noise.push(line);
		} else found.set(key, [...(found.get(key) ?? []), value.trim()]);
	}
	const all = (key: string) => found.get(key) ?? [];
	return {answers: {one: key => all(key)[0], all}, noise};
};

/** Everything that can be told of a worker that answers, in the order in which to mend it. */
export const checkUp = (
	{answers, noise}: ReturnType<typeof readAnswers>,
	asking: Asking,
): readonly Check[] => [
	...readSystem(answers, {asking, noise}),
	...readPodman(answers),
	...readCounts(answers, asking),
];

/** The worst of a worker's checks. */
export const worstOf = (checks: readonly Check[]): CheckState =>
	(['failed', 'warning', 'note'] as const).find(state => checks.some(check => check.state === state)) ?? 'ok';
