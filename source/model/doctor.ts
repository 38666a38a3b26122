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

/** What worker/queries/doctor.sh has said, by key; a key may come more than once. */
export type Answers = {
	one(key: string): string | undefined;
	all(key: string): readonly string[];
};

/** What only the side that asks knows. */
export type DoctorInput = {
	/** Epoch ms of the middle between question and answer. */
	readonly at: number;
	/** How long the answer took, ms. */
	readonly tookMs: number;
	/** The words that Windows VMs are refused with there, or undefined. */
	readonly windows: string | undefined;
	/** Whom the worker has let in; undefined where it is this machine. */
	readonly user: string | undefined;
	/** Whether all runs through sudo. */
	readonly sudo: boolean;
	/** What the login shell prints before each command. */
	readonly noise: {readonly text: string; readonly bytes: number} | undefined;
};

/** Nobody reads more of a finding. */
const maxLetters = 500;

/** Lines of worker/queries/doctor.sh; anything else is left out. */
export const parseAnswers = (text: string): Answers => {
	const found = new Map<string, string[]>();
	for (const line of text.split('\n')) {
		const [, key, value] = /^doctor ([a-z-]+) (.*)$/u.exec(line) ?? [];
		if (key === undefined || value === undefined) continue;
		found.set(key, [...(found.get(key) ?? []), value.trim().slice(0, maxLetters)]);
	}
	const all = (key: string) => found.get(key) ?? [];
	return {one: key => all(key)[0], all};
};

/** The worst of a worker's checks. */
export const worstOf = (checks: readonly Check[]): CheckState =>
	(['failed', 'warning', 'note'] as const).find(state => checks.some(check => check.state === state)) ?? 'ok';
