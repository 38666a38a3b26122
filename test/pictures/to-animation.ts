import type xterm from '@xterm/headless';
import type {Cast} from './cast.ts';
import {type Cell, cell, colours, entity, ground, styleOf} from './cells.ts';
import {replay} from './replay.ts';

const margin = 8;
const fonts = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace";

/** A recording as an SVG that plays by itself, again and again. A line that several frames show is stored once. */
export const toAnimation = async (cast: Cast): Promise<string> => {
	const [width, height] = [cast.columns * cell.width, cast.rows * cell.height];
	const lines = new Map<string, string>();
	const frames: {readonly at: number; readonly until: number; readonly drawn: string}[] = [];
	await replay(cast, (terminal, at, until) => {
		const drawn = drawFrame(terminal, lines);
		const last = frames.at(-1);
		if (last?.drawn === drawn) frames[frames.length - 1] = {...last, until};
		else frames.push({at, until, drawn});
	});
	const total = frames.at(-1)?.until ?? 1;
	const stops = frames.map(
		({at}, index) => `${((100 * at) / total).toFixed(2)}%{transform:translateX(${-index * width}px)}`,
	);
	const outer = `width="${width + 2 * margin}" height="${height + 2 * margin}"`;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" ${outer} viewBox="0 0 ${width + 2 * margin} ${height + 2 * margin}">`,
		`<style>@keyframes play{${stops.join('')}}.film{animation:play ${total.toFixed(2)}s step-end infinite}`,
		`text{white-space:pre;font-family:${fonts};font-size:${cell.font}px}</style>`,
		`<defs>${[...lines].map(([drawn, id]) => `<g id="${id}">${drawn}</g>`).join('')}</defs>`,
		`<rect width="100%" height="100%" rx="8" fill="${ground}"/>`,
		`<svg x="${margin}" y="${margin}" width="${width}" height="${height}"><g class="film">`,
		...frames.map(({drawn}, index) => `<g transform="translate(${index * width} 0)">${drawn}</g>`),
		'</g></svg></svg>\n',
	].join('');
};

/** @param lines the lines of all frames, and the name under which each is stored */
const drawFrame = (terminal: xterm.Terminal, lines: Map<string, string>): string =>
	Array.from({length: terminal.rows}, (_, row) => {
		const drawn = drawLine(terminal, row);
		if (drawn === '') return '';
		const id = lines.get(drawn) ?? `l${lines.size}`;
		lines.set(drawn, id);
		return `<use href="#${id}" y="${row * cell.height}"/>`;
	}).join('');

/** Neighbours that look alike, without long gaps: they would move in another font. */
type Piece = {column: number; width: number; text: string; back: string; readonly look: string};

const drawLine = (terminal: xterm.Terminal, row: number): string =>
	piecesOf(terminal, row)
		.map(({column, width, text, back, look}) => {
			const [x, wide] = [column * cell.width, width * cell.width];
			const behind =
				back === ground ? '' : `<rect x="${x}" width="${wide}" height="${cell.height}" fill="${back}"/>`;
			// The reader's font may be wider or narrower than a cell.
			const place = `x="${x}" y="${cell.baseline}" textLength="${wide}" lengthAdjust="spacingAndGlyphs"`;
			return behind + (text.trim() === '' ? '' : `<text ${place} ${look}>${entity(text)}</text>`);
		})
		.join('');

const piecesOf = (terminal: xterm.Terminal, row: number): readonly Piece[] => {
	const buffer = terminal.buffer.active;
	const line = buffer.getLine(buffer.viewportY + row);
	const pieces: Piece[] = [];
	for (let column = 0; column < terminal.cols; column += 1) {
		const one: Cell | undefined = line?.getCell(column);
		if (one === undefined || one.getWidth() === 0) continue;
		const {fore, back} = colours(one);
		const look = `fill="${fore}"${styleOf(one)}`;
		const text = one.getChars() || ' ';
		const last = pieces.at(-1);
		const isNear = last?.back === back && !(last.text.endsWith('  ') && text !== ' ');
		if (isNear && (last.look === look || (text === ' ' && back === ground))) {
			last.text += text;
			last.width += one.getWidth();
		} else pieces.push({column, width: one.getWidth(), text, back, look});
	}
	return pieces.map(trimmed);
};

/** Blanks at the end of a text are not drawn. */
const trimmed = (piece: Piece): Piece => {
	const text = piece.back === ground ? piece.text.trimEnd() : piece.text;
	return {...piece, text, width: piece.width - (piece.text.length - text.length)};
};
