/** Runs at once, and once more after `ms` when it was asked for again meanwhile. */
export const coalesce = (act: () => void, ms: number): (() => void) => {
	let timer: NodeJS.Timeout | undefined;
	let isAgain = false;
	const ask = () => {
		if (timer !== undefined) {
			isAgain = true;
			return;
		}
		act();
		timer = setTimeout(() => {
			timer = undefined;
			if (!isAgain) return;
			isAgain = false;
			ask();
		}, ms);
	};
	return ask;
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
