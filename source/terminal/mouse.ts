/** A turn of the wheel or a click, at a cell counted from 0. */
export type MouseEvent = {
	readonly kind: 'click' | 'wheel-up' | 'wheel-down';
	readonly column: number;
	readonly row: number;
};

/** Reports of buttons and the wheel (DECSET 1000), as numbers (1006): positions beyond column 223 and no raw bytes. */
export const mouseReports = {on: '\u001B[?1000h\u001B[?1006h', off: '\u001B[?1006l\u001B[?1000l'} as const;

/**
 * Whether a sequence is about the mouse: `ESC [ < 0 ; 5 ; 3 M`, or in the protocols that other programs may have left on,
 * `ESC [ M` and three characters, `ESC [ 32 ; 5 ; 3 M`. None of them is ever a key.
 */
export const isMouseReport = (sequence: string): boolean =>
	sequence.startsWith('\u001B[<') ||
	sequence.startsWith('\u001B[M') ||
	/^\u001B\[\d+;\d+;\d+M$/u.test(sequence);

const kinds: Readonly<Record<number, MouseEvent['kind']>> = {0: 'click', 64: 'wheel-up', 65: 'wheel-down'};

/** The event in a report of protocol 1006; undefined for other buttons, releases, with modifiers, and other protocols. */
export const readMouse = (report: string): MouseEvent | undefined => {
	const [, button, column, row] = /^\u001B\[<(\d{1,3});(\d{1,5});(\d{1,5})M$/u.exec(report) ?? [];
	const kind = kinds[Number(button)];
	if (kind === undefined || Number(column) < 1 || Number(row) < 1) return undefined;
	return {kind, column: Number(column) - 1, row: Number(row) - 1};
};
