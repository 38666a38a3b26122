// Styles of cells (SGR, ECMA-48) as small numbers (0: plain), so that two cells are compared at once.

/** One attribute each: bold, dim, italic, underline, blink, inverse, hidden, struck, colour, background; '' is off. */
type Style = readonly string[];

const slots = 10;
const colourSlot = 8;
const backgroundSlot = 9;
/** Attributes that show on a blank: underline, inverse, struck, background. */
const shownOnBlank = [3, 5, 7, backgroundSlot];
const inverseSlot = 5;
const off: Style = Array<string>(slots).fill('');

const styles: Style[] = [off];
const ids = new Map<string, number>([[off.join(), 0]]);
const blanks: number[] = [0];
/** By style, then by codes. */
const known: Map<string, number | undefined>[] = [];

/** Of text without any style. */
const plainStyle = 0;

/** The style after the codes of an SGR sequence (`1;31`); undefined when one of them is unknown. */
export const styleAfter = (style: number, codes: string): number | undefined => {
	known[style] ??= new Map();
	const after = known[style];
	if (after.has(codes)) return after.get(codes);
	const changed = applied(styles[style] ?? off, codes === '' ? ['0'] : codes.split(';'));
	const id = changed && idOf(changed);
	after.set(codes, id);
	return id;
};

/** The part of a style that shows on a blank. */
export const blankStyle = (style: number): number => {
	const found = blanks[style];
	if (found !== undefined) return found;
	const all = styles[style] ?? off;
	// Inverse, a blank has the colour of the text.
	const id =
		all[inverseSlot] === '' ? idOf(all.map((each, at) => (shownOnBlank.includes(at) ? each : ''))) : style;
	blanks[style] = id;
	return id;
};

/** The sequence that changes from one style to another. */
export const styleCodes = (from: number, to: number): string => {
	const wanted = (styles[to] ?? off).filter(Boolean).join(';');
	if (from === plainStyle || wanted === '') return `\u001B[${wanted}m`;
	return `\u001B[0;${wanted}m`;
};

const idOf = (style: Style): number => {
	const key = style.join();
	const found = ids.get(key);
	if (found !== undefined) return found;
	styles.push(style);
	ids.set(key, styles.length - 1);
	return styles.length - 1;
};

/** Which attributes a code sets, as [first code, last code, first attribute]; 22 to 29 unset them, two by 22. */
const single: readonly (readonly [number, number, number])[] = [
	[1, 5, 0],
	[7, 9, inverseSlot],
];
const unset: ReadonlyMap<number, readonly number[]> = new Map([
	[0, off.map((_, at) => at)],
	[22, [0, 1]],
	[23, [2]],
	[24, [3]],
	[25, [4]],
	[27, [inverseSlot]],
	[28, [6]],
	[29, [7]],
	[39, [colourSlot]],
	[49, [backgroundSlot]],
]);
/** 38;5;n and 38;2;r;g;b: a colour takes so many codes. */
const colourLength: Readonly<Record<string, number>> = {5: 3, 2: 5};

const applied = (style: Style, codes: readonly string[]): Style | undefined => {
	const next = [...style];
	for (let at = 0; at < codes.length; ) {
		const code = Number(codes[at]);
		const length = code === 38 || code === 48 ? colourLength[codes[at + 1] ?? ''] : 1;
		const slot = slotOf(code);
		const gone = unset.get(code);
		if (length === undefined || (slot === undefined && gone === undefined)) return undefined;
		if (slot !== undefined) next[slot] = codes.slice(at, at + length).join(';');
		for (const each of gone ?? []) next[each] = '';
		at += length;
	}
	return next;
};

/** The attribute that a code sets; undefined when it sets none. */
const slotOf = (code: number): number | undefined => {
	const tens = Math.floor(code / 10);
	if ((tens === 3 || tens === 9) && code % 10 < 9) return colourSlot;
	if ((tens === 4 || tens === 10) && code % 10 < 9) return backgroundSlot;
	const found = single.find(([first, last]) => code >= first && code <= last);
	return found && found[2] + code - found[0];
};
