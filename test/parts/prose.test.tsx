import {Box} from 'ink';
import {expect, test} from 'vitest';
import {Prose} from '../../source/parts/prose.tsx';
import {show} from './show.tsx';

test.each([[{}], [{dimColor: true}], [{bold: true}]])(
	'no line of a sentence begins with a blank, wherever it is broken (%j)',
	async tone => {
		const text = 'Each has its files, variables and limits, and free ports.';
		for (let width = 10; width <= text.length; width += 1) {
			const screen = await show(
				<Box width={width}>
					<Prose {...tone}>{text}</Prose>
				</Box>,
				{columns: 70, rows: 12},
			);
			const lines = screen.lines().filter(line => line !== '');
			expect(lines.filter(line => line.startsWith(' '))).toEqual([]);
			expect(lines.map(line => line.trim()).join(' ')).toBe(text);
		}
	},
);
