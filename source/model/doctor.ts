/** `note`: for information, nothing to fix. */
export type CheckState = 'ok' | 'note' | 'warning' | 'failed';

/** One row of the doctor's report on a worker. `said` and `mend` are also the names in its JSON output. */
export type Check = {
	/** Scripts rely on it: `podman`, `socket`, `clock` … */
	readonly id: string;
	readonly state: CheckState;
	/** The finding, in a sentence; may contain text from the worker. */
	readonly said: string;
	/** The fix: a command for the worker, or else what to do. */
	readonly mend?: string;
};

/** The output of worker/queries/doctor.sh by key; a key may occur more than once. */
export type Answers = {
	one(key: string): string | undefined;
	all(key: string): readonly string[];
};

/** What only this side knows. */
export type DoctorInput = {
	/** Epoch ms, halfway between request and response. */
	readonly at: number;
	/** How long the response took, ms. */
	readonly tookMs: number;
	/** Why the worker cannot host Windows VMs, or undefined. */
	readonly windows: string | undefined;
	/** The user that is logged in; undefined for this machine. */
	readonly user: string | undefined;
	/** Whether everything runs through sudo. */
	readonly sudo: boolean;
	/** What the login shell prints before each command. */
	readonly noise: {readonly text: string; readonly bytes: number} | undefined;
};

/** The longest finding that is shown. */
const maxLetters = 500;

/** Parses the output of worker/queries/doctor.sh; other lines are ignored. */
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
