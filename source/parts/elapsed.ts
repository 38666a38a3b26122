const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** `0.8 s`, `12 s`, `3 m 20 s`, `2 h 05 m`: as wide as a column of times can be. */
export const elapsedText = (ms: number): string => {
	const whole = Number.isFinite(ms) ? Math.max(0, ms) : 0;
	if (whole < 9950) return `${(whole / second).toFixed(1)} s`;
	const seconds = Math.round(whole / second);
	if (seconds < 60) return `${seconds} s`;
	if (seconds * second < hour) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
	const minutes = Math.floor(whole / minute);
	return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
};

const two = (count: number): string => `${count}`.padStart(2, '0');
