import type xterm from '@xterm/headless';

/** Whole pixels, so that no seams show between cells. */
const cell = {width: 9, height: 18, font: 15};
const ground = '#101418';
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

const entity = (text: string): string => text.replace(/[&<>"]/gu, each => `&#${each.charCodeAt(0)};`);

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

type Cell = NonNullable<
	ReturnType<NonNullable<ReturnType<xterm.Terminal['buffer']['active']['getLine']>>['getCell']>
>;

const colours = (one: Cell): {fore: string; back: string} => {
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

/** What a terminal shows, cell by cell, as SVG. */
export const toSvg = (terminal: xterm.Terminal): string => {
	const {rows, cols} = terminal;
	const parts: string[] = [];
	const buffer = terminal.buffer.active;
	for (let row = 0; row < rows; row += 1) {
		const line = buffer.getLine(buffer.viewportY + row);
		for (let column = 0; column < cols; column += 1) {
			const one = line?.getCell(column);
			if (one === undefined || one.getWidth() === 0) continue;
			const {fore, back} = colours(one);
			const [x, y] = [column * cell.width, row * cell.height];
			if (back !== ground) {
				parts.push(
					`<rect x="${x}" y="${y}" width="${cell.width * one.getWidth()}" height="${cell.height}" fill="${back}"/>`,
				);
			}
			const text = one.getChars();
			if (text.trim() === '') continue;
			const style = `${one.isBold() ? ' font-weight="bold"' : ''}${one.isDim() ? ' opacity="0.6"' : ''}${one.isUnderline() ? ' text-decoration="underline"' : ''}`;
			parts.push(`<text x="${x}" y="${y + 14}" fill="${fore}"${style}>${entity(text)}</text>`);
		}
	}
	const [width, height] = [cols * cell.width + 16, rows * cell.height + 16];
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" rx="8" fill="${ground}"/><g transform="translate(8 8)" font-family="DejaVu Sans Mono" font-size="${cell.font}" xml:space="preserve">${parts.join('')}</g></svg>`;
};
