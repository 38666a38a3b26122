/** At most so many at once; the others wait their turn, first come, first served. */
export type Slots = {take(): Promise<void>; give(): void};

export const newSlots = (most: number): Slots => {
	let free = most;
	const waiting: (() => void)[] = [];
	return {
		take: () =>
			new Promise(resolve => {
				if (free === 0) {
					waiting.push(resolve);
					return;
				}
				free -= 1;
				resolve();
			}),
		give() {
			const next = waiting.shift();
			if (next === undefined) free += 1;
			else next();
		},
	};
};
