/** Waits for a fact: asks every 15 ms until the answer is truthy. Fails with the last answer. */
export const until = async <T>(
	ask: () => T | Promise<T>,
	{
		what = 'the fact',
		timeoutMs = 60_000,
		seen = () => '',
	}: {what?: string; timeoutMs?: number; seen?: () => string} = {},
): Promise<NonNullable<T>> => {
	const end = performance.now() + timeoutMs;
	for (;;) {
		const answer = await ask();
		if (answer) return answer;
		if (performance.now() > end) throw new Error(`Waited ${timeoutMs} ms for ${what}.\n${seen()}`);
		await new Promise(resolve => setTimeout(resolve, 15));
	}
};
