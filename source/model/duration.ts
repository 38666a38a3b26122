const second = 1000;

/**
 * How long something took or takes, the same everywhere: `0.8 s`, `12 s`, `3 m 20 s`, `2 h 05 m`, `3 d 04 h`.
 * @param ms a negative or unknown time (two clocks) counts as 0
 */
export const durationText = (ms: number): string => {
	const whole = Number.isFinite(ms) ? Math.max(0, ms) : 0;
	if (whole < 9950) return `${(whole / second).toFixed(1)} s`;
	const seconds = Math.round(whole / second);
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes} m ${two(seconds % 60)} s`;
	const hours = Math.floor(minutes / 60);
	return hours < 24
		? `${hours} h ${two(minutes % 60)} m`
		: `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
};

/** A time that is only guessed, in steps that a guess is worth: `6 s`, `2 m 40 s`, `25 m`, `2 h 05 m`. */
export const roughDurationText = (ms: number): string => {
	const seconds = Math.max(1, Math.ceil(ms / second));
	if (seconds < 60) return `${seconds} s`;
	if (seconds < 600) return durationText(Math.ceil(seconds / 10) * 10 * second);
	const minutes = Math.ceil(seconds / 60);
	return minutes < 60 ? `${minutes} m` : durationText(minutes * 60 * second);
};

const two = (count: number): string => `${count}`.padStart(2, '0');
