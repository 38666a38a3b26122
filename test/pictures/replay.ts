import xterm from '@xterm/headless';
import type {Cast} from './cast.ts';

/** Frames that follow each other faster are one; seconds. */
const minFrame = 0.08;

/**
 * Plays a recording in an emulator. @param onFrame what a terminal shows from `at` to `until`, in seconds
 */
export const replay = async (
	{columns, rows, events}: Cast,
	onFrame: (terminal: xterm.Terminal, at: number, until: number) => void,
): Promise<void> => {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
	let isOpen = false;
	// Between these, a frame is incomplete: a terminal shows the one before.
	for (const final of ['h', 'l'] as const)
		terminal.parser.registerCsiHandler({prefix: '?', final}, ([mode]) => {
			if (mode === 2026) isOpen = final === 'h';
			return false;
		});
	const drawn = events.filter(([, kind]) => kind === 'o');
	let from = 0;
	for (const [index, [at, , text]] of drawn.entries()) {
		await new Promise<void>(resolve => terminal.write(text, resolve));
		const next = drawn[index + 1]?.[0] ?? at + 3;
		if (isOpen || next - at < minFrame) continue;
		onFrame(terminal, Math.min(from, at), next);
		from = next;
	}
	terminal.dispose();
};

/** What the screen shows at each marker. */
export const markedScreens = async ({columns, rows, events}: Cast): Promise<ReadonlyMap<string, string>> => {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
	const screens = new Map<string, string>();
	for (const [, kind, text] of events) {
		if (kind === 'o') await new Promise<void>(resolve => terminal.write(text, resolve));
		else screens.set(text, screenOf(terminal));
	}
	terminal.dispose();
	return screens;
};

const screenOf = (terminal: xterm.Terminal): string => {
	const buffer = terminal.buffer.active;
	return Array.from({length: terminal.rows}, (_, row) =>
		(buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
	).join('\n');
};
