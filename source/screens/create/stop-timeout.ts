/** `300` or `5m` → seconds; undefined for anything else. */
export const stopTimeoutSeconds = (typed: string): number | undefined => {
	const [, digits = '', unit] = /^(\d{1,5})\s*(s|m)?$/u.exec(typed.trim()) ?? [];
	const seconds = Number(digits) * (unit === 'm' ? 60 : 1);
	return digits !== '' && seconds >= 1 && seconds <= maxSeconds ? seconds : undefined;
};

/** What `--stop-timeout` takes at most. */
const maxSeconds = 99_999;

/** Why the text is no time, or undefined when it is one; empty is the default. */
export const stopTimeoutProblem = (typed: string): string | undefined =>
	typed.trim() === '' || stopTimeoutSeconds(typed) !== undefined
		? undefined
		: `Use seconds or minutes, such as 300 or 5m (at most ${maxSeconds} s).`;
