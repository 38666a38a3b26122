import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {asciiFrame} from '../../source/terminal/ascii-frame.ts';
import {everyScreen} from './every-screen.tsx';

const count = (text: string) => text.split('?').length - 1;

test.each(everyScreen)(
	'%s can be shown in ASCII, and every sign of it has one that stands for it',
	async (_, draw) => {
		for (const size of [
			{columns: 80, rows: 24},
			{columns: 200, rows: 60},
		]) {
			const screen = await draw({unicode: false, ...size});
			const drawn = asciiFrame(screen.frame());
			expect(drawn).toMatch(/^[\u0000-\u007F]*$/u);
			// A `?` that was not there before is a sign that the table does not have.
			expect(count(drawn)).toBe(count(screen.frame()));
			expect(drawn.split('\n').map(line => stringWidth(line))).toEqual(
				screen.lines().map(line => stringWidth(line)),
			);
			screen.unmount();
		}
	},
);
