import {Box, Text, useIsScreenReaderEnabled} from 'ink';
import {useContext} from 'react';
import stringWidth from 'string-width';
import {useKeys} from '../keys.ts';
import {neutralise} from '../model/text.ts';
import {MarksContext} from '../theme.ts';
import {fitText} from './fit.ts';
import {toneOf} from './tone-of.ts';

export type Tick = {readonly name: string; readonly isOn: boolean};

/**
 * Several options, each on or off, in one line around the cursor; Left and Right move, Space toggles.
 *
 *     ‹ [x] EDITOR  ❯ [ ] API_TOKEN    [x] NODE_ENV ›
 */
export const TicksField = ({
	ticks,
	cursor,
	onMove,
	onToggle,
	isActive,
	width,
}: {
	ticks: readonly Tick[];
	cursor: number;
	onMove: (cursor: number) => void;
	onToggle: (name: string) => void;
	isActive: boolean;
	width: number;
}) => {
	const marks = useContext(MarksContext);
	const move = (by: number) => () => onMove((cursor + by + ticks.length) % ticks.length);
	const toggle = () => onToggle(ticks[cursor]?.name ?? '');
	useKeys(
		[
			{key: 'space', title: 'Toggle', run: toggle},
			{key: 'right', title: 'Next', run: move(1)},
			{key: 'left', title: 'Previous', run: move(-1)},
		],
		{isActive},
	);
	const isSpoken = useIsScreenReaderEnabled();
	const cells = ticks.map(({name, isOn}, index) => {
		const mark = index === cursor && isActive ? marks.cursor : ' ';
		const box = isSpoken ? (isOn ? 'on:' : 'off:') : `[${isOn ? 'x' : ' '}]`;
		return `${mark} ${box} ${fitText(neutralise(name), 30, marks.more)} `;
	});
	const {from, to} = around(
		cells.map(each => stringWidth(each)),
		cursor,
		width - 4,
	);
	return (
		<Box height={1} width={width}>
			<Text {...toneOf('muted')}>{from > 0 ? '‹' : ''}</Text>
			{cells.slice(from, to).map((cell, at) => (
				<Text
					key={ticks[from + at]?.name}
					{...toneOf(from + at === cursor && isActive ? 'selected' : 'plain')}
				>
					{cell}
				</Text>
			))}
			<Text {...toneOf('muted')}>{to < cells.length ? '›' : ''}</Text>
		</Box>
	);
};

/** Which cells fit beside the one at the cursor; those before it are dropped first. */
const around = (
	widths: readonly number[],
	cursor: number,
	width: number,
): {readonly from: number; readonly to: number} => {
	let room = width - (widths[cursor] ?? 0);
	let to = cursor + 1;
	for (const next = () => widths[to] ?? width; to < widths.length && room >= next(); to += 1) room -= next();
	let from = cursor;
	for (const next = () => widths[from - 1] ?? width; from > 0 && room >= next(); from -= 1) room -= next();
	return {from, to};
};
