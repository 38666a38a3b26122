import type {Terminal} from '../test/driver/terminal.ts';

/** Ink ends each frame with this. */
const frameEnd = '\u001B[?2026l';
/** A key has caused its last frame when none has come for this long. */
const quietMs = 80;
const lateMs = 60_000;

/** ms from a key to the end of the first frame painted after it, and of the last one that it caused; bytes of all of them. */
export type Painted = {readonly first: number; readonly last: number; readonly bytes: number};

/** Presses a key and watches the frames that it causes. */
export const pressKey = async (terminal: Terminal, key: string): Promise<Painted> => {
	const start = performance.now();
	const frames: number[] = [];
	let bytes = 0;
	let rest = '';
	const stop = terminal.watch(chunk => {
		bytes += Buffer.byteLength(chunk);
		const text = rest + chunk;
		if (text.includes(frameEnd)) frames.push(performance.now() - start);
		// The end of a frame may be split over two chunks.
		rest = text.slice(text.lastIndexOf(frameEnd) + 1).slice(1 - frameEnd.length);
	});
	terminal.type(key);
	while (performance.now() - start < (frames.at(-1) ?? 5000) + quietMs)
		await new Promise(resolve => setTimeout(resolve, 5));
	stop();
	return {first: frames[0] ?? Number.NaN, last: frames.at(-1) ?? Number.NaN, bytes};
};

/**
 * Presses a key and looks at each frame until one shows what the key does: other frames come all the time. It does not poll, which
 * would take time of a core from what is measured. @returns ms @throws Error when it does not appear in time
 */
export const pressUntil = (terminal: Terminal, key: string, shows: string | RegExp): Promise<number> =>
	new Promise((resolve, reject) => {
		const start = performance.now();
		const late = setTimeout(() => {
			parsed.dispose();
			reject(new Error(`${shows} did not appear:\n${terminal.screen()}`));
		}, lateMs);
		const parsed = terminal.emulator.onWriteParsed(() => {
			const screen = terminal.screen();
			if (typeof shows === 'string' ? !screen.includes(shows) : !shows.test(screen)) return;
			parsed.dispose();
			clearTimeout(late);
			resolve(performance.now() - start);
		});
		terminal.type(key);
	});
