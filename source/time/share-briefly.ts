/**
 * Answers equal questions of one moment once: hundreds of workers ask them together, and each answer costs time of the thread that
 * draws. Failures are shared, too. @param ms how old an answer may be; with 0, only who asks while it is awaited gets it
 */
export const shareBriefly = <T>(
	ms: number,
	ask: (what: string) => Promise<T>,
): ((what: string) => Promise<T>) => {
	const shared = new Map<string, Promise<T>>();
	return what => {
		const known = shared.get(what);
		if (known !== undefined) return known;
		const answer = ask(what);
		shared.set(what, answer);
		const forget = () => void shared.delete(what);
		const forgetLater = () => (ms === 0 ? forget() : void setTimeout(forget, ms).unref());
		answer.then(forgetLater, forgetLater);
		return answer;
	};
};
