import type {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';

/** Nothing was drawn for so long: the screen is complete; ms. */
const stillMs = 250;

/** Waits until a terminal stands still, such as when a key bar has followed a change. */
export const stillness = async (terminal: Terminal): Promise<void> => {
	let drawnAt = performance.now();
	const stop = terminal.watch(() => {
		drawnAt = performance.now();
	});
	try {
		await until(() => performance.now() - drawnAt >= stillMs, {what: 'the screen to stand still'});
	} finally {
		stop();
	}
};
