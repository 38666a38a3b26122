import type xterm from '@xterm/headless';
import {cell, colours, entity, ground, styleOf} from './cells.ts';

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
			parts.push(
				`<text x="${x}" y="${y + cell.baseline}" fill="${fore}"${styleOf(one)}>${entity(text)}</text>`,
			);
		}
	}
	const [width, height] = [cols * cell.width + 16, rows * cell.height + 16];
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" rx="8" fill="${ground}"/><g transform="translate(8 8)" font-family="DejaVu Sans Mono" font-size="${cell.font}" xml:space="preserve">${parts.join('')}</g></svg>`;
};
