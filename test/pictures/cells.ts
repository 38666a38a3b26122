import type xterm from '@xterm/headless';

/** Whole pixels, so that no seams show between cells. */
export const cell = {width: 9, height: 18, font: 15, baseline: 14};
export const ground = '#101418';
const ink = '#d6dbe0';
const palette = [
	'#1b2229',
	'#e06c75',
	'#8bc474',
	'#d9b362',
	'#6aaef0',
	'#c39ae0',
	'#5cc0c7',
	'#c8ced4',
	'#6b7580',
	'#f08a92',
	'#a5d98f',
	'#efca7a',
	'#8cc4ff',
	'#d8b4f2',
	'#7fd8de',
	'#ffffff',
];

const rgb = (color: number): string => {
	if (color < 16) return palette[color] ?? ink;
	if (color > 231)
		return `rgb(${Array(3)
			.fill(8 + (color - 232) * 10)
			.join()})`;
	const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
	const at = color - 16;
	return `rgb(${level(Math.floor(at / 36))},${level(Math.floor(at / 6) % 6)},${level(at % 6)})`;
};

export type Cell = NonNullable<
	ReturnType<NonNullable<ReturnType<xterm.Terminal['buffer']['active']['getLine']>>['getCell']>
>;

export const colours = (one: Cell): {fore: string; back: string} => {
	const fore = one.isFgPalette()
		? rgb(one.getFgColor())
		: one.isFgRGB()
			? `#${one.getFgColor().toString(16).padStart(6, '0')}`
			: ink;
	const back = one.isBgPalette()
		? rgb(one.getBgColor())
		: one.isBgRGB()
			? `#${one.getBgColor().toString(16).padStart(6, '0')}`
			: ground;
	return one.isInverse() ? {fore: back, back: fore} : {fore, back};
};

export const styleOf = (one: Cell): string =>
	[
		one.isBold() ? ' font-weight="bold"' : '',
		one.isDim() ? ' opacity="0.6"' : '',
		one.isUnderline() ? ' text-decoration="underline"' : '',
	].join('');

export const entity = (text: string): string => text.replace(/[&<>"]/gu, each => `&#${each.charCodeAt(0)};`);
