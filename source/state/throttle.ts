/** A burst that does not end is cut after so many quiet times. */
const maxQuiets = 4;

/** Runs when it was asked for and then not again for `ms`: a burst as one, when it is over. */
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

/** Never two at the same time; asked for while it runs, it runs once more afterwards. `act` must not reject. */
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
