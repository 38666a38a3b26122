import {expect, test} from 'vitest';
import {alice, devbox, listed, ready, screenAfter} from './show-app.tsx';

const boxes = listed(...Array.from({length: 12}, (_, index) => devbox(`box-${index}`)));

const devboxes = async (size = {columns: 100, rows: 24}) => {
	const screen = await screenAfter([ready, boxes], alice, size);
	await screen.press('2');
	return screen;
};

test.each([
	{columns: 60, rows: 20},
	{columns: 80, rows: 24},
	{columns: 200, rows: 60},
])('a dialog lies over the screen at $columns by $rows, and nothing shines through it', async size => {
	const screen = await devboxes(size);
	const before = screen.lines();
	await screen.press('S');
	const lines = screen.lines();
	const [top, bottom] = ['╭──', '╰──'].map(edge =>
		lines.findIndex((line, row) => row > 1 && row < lines.length - 4 && line.slice(1).includes(edge)),
	) as [number, number];
	expect(lines[top + 1]).toMatch(/│ {2}Sort by +│/u);
	expect(lines[top + 2]).toMatch(/│ {20,}│/u);
	// Around it all is as it was.
	expect(lines.slice(0, top)).toEqual(before.slice(0, top));
	expect(lines.slice(bottom + 1, -2)).toEqual(before.slice(bottom + 1, -2));
	for (let row = top; row <= bottom; row += 1) {
		const [left] = /^│ ?/u.exec(lines[row] ?? '') ?? [''];
		expect(before[row]?.startsWith(left)).toBe(true);
	}
	await screen.press('esc');
	expect(screen.lines()).toEqual(before);
});

test('keys are those of the dialog, not of what lies below it', async () => {
	const screen = await devboxes();
	await screen.press('S', 'down', 'down', 'q', '/');
	expect(screen.frame()).toMatch(/❯ \S+ +│/u);
	await screen.press('esc');
	expect(screen.frame()).toMatch(/❯ box-0 /u);
	expect(screen.frame()).toContain('1/12');
});
