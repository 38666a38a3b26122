/** An endless burst is cut after this many delays. */
const maxQuiets = 4;

/** Runs once a burst of calls has been quiet for `ms`. */
export const debounce = (act: () => void, ms: number): (() => void) => {
	let timer: NodeJS.Timeout | undefined;
	let quiets = 0;
	return () => {
		if (quiets >= maxQuiets) return;
		quiets += 1;
		clearTimeout(timer);
		timer = setTimeout(() => {
			quiets = 0;
			act();
		}, ms);
	};
};

/** Never runs twice at the same time; called while it runs, it runs once more afterwards. `act` must not reject. */
export const oneAtATime = (act: () => Promise<void>): (() => void) => {
	let isRunning = false;
	let isAgain = false;
	const ask = () => {
		isAgain = true;
		if (!isRunning) void run();
	};
	const run = async () => {
		isRunning = true;
		while (isAgain) {
			isAgain = false;
			await act();
		}
		isRunning = false;
	};
	return ask;
};
