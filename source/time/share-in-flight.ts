/**
 * A caller that asks an equal question while its answer is awaited gets that answer, or that failure: hundreds of workers ask together, and
 * each answer costs time of the thread that draws. No answer is older than the question before it.
 */
export const shareInFlight = <T>(ask: (what: string) => Promise<T>): ((what: string) => Promise<T>) => {
	const shared = new Map<string, Promise<T>>();
	return what => {
		const known = shared.get(what);
		if (known !== undefined) return known;
		const answer = ask(what);
		shared.set(what, answer);
		const forget = () => void shared.delete(what);
		answer.then(forget, forget);
		return answer;
	};
};
