import {expect, test} from 'vitest';
import {type Colour, type ColourTraits, paletteOf, palettes, type Theme} from '../source/palettes.ts';
import {terminalTraits} from '../source/terminal/terminal-traits.ts';

/** xterm's own values of the sixteen colours. */
const xterm: Readonly<Record<string, string>> = {
	cyan: '#00cdcd',
	green: '#00cd00',
	yellow: '#cdcd00',
	red: '#cd0000',
	redBright: '#ff0000',
	magentaBright: '#ff00ff',
	blue: '#0000ee',
	cyanBright: '#00ffff',
	greenBright: '#00ff00',
	yellowBright: '#ffff00',
	white: '#e5e5e5',
	black: '#000000',
};

/** Relative luminance, as WCAG 2 defines it. */
const luminance = (hex: string): number => {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
		const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: string, other: string): number => {
	const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
	return (light + 0.05) / (dark + 0.05);
};

const dark = ['#000000', '#1e1e1e', '#002b36', '#282a36', '#282c34'];
const light = ['#ffffff', '#fafafa', '#fdf6e3'];

test.each([
	['dark', dark, 4.5],
	['light', light, 4.5],
	['contrastDark', dark, 7],
	['contrastLight', light, 7],
	['contrastSixteenDark', ['#000000'], 7],
	['contrastSixteenLight', ['#ffffff'], 7],
	['sixteenDark', ['#000000'], 4.5],
	['sixteenLight', ['#ffffff'], 4.5],
] as const)(
	'every colour of the palette %s can be read on %j: at least %f to 1',
	(name, backgrounds, least) => {
		for (const [meaning, colour] of Object.entries(palettes[name]))
			for (const background of backgrounds)
				if (colour !== '')
					expect({meaning, background, contrast: contrast(xterm[colour] ?? colour, background)}).toEqual({
						meaning,
						background,
						contrast: expect.toSatisfy((found: number) => found >= least),
					});
	},
);

test.each<[Theme | undefined, ColourTraits, keyof typeof palettes]>([
	[undefined, {}, 'sixteen'],
	['auto', {trueColour: true}, 'sixteen'],
	['auto', {trueColour: true, background: 'dark'}, 'dark'],
	['auto', {trueColour: true, background: 'light'}, 'light'],
	['auto', {background: 'light'}, 'sixteenLight'],
	['dark', {trueColour: true, background: 'light'}, 'dark'],
	['light', {}, 'sixteenLight'],
	['16', {trueColour: true, background: 'dark'}, 'sixteenDark'],
	['high-contrast', {trueColour: true}, 'contrastDark'],
	['high-contrast', {trueColour: true, background: 'light'}, 'contrastLight'],
	['high-contrast', {background: 'dark'}, 'contrastSixteenDark'],
	['high-contrast', {background: 'light'}, 'contrastSixteenLight'],
	['high-contrast', {}, 'contrastSixteenDark'],
	['dark', {colour: false, trueColour: true}, 'none'],
])('the theme %s on %j has the palette %s', (...[theme, traits, name]) => {
	expect(paletteOf(theme, traits)).toEqual(palettes[name]);
});

test.each([
	['15;0', 'dark'],
	['15;default;0', 'dark'],
	['0;15', 'light'],
	['0;7', 'light'],
	['12;8', 'dark'],
	['default;default', undefined],
	['', undefined],
])('COLORFGBG=%s means a background that is %s', (COLORFGBG, background) => {
	expect(terminalTraits({COLORFGBG}).background).toBe(background);
});

test('exact colours need a terminal that says it has them, and no FORCE_COLOR that says less', () => {
	const traits = (env: Record<string, string>) =>
		terminalTraits({TERM: 'xterm', COLORTERM: 'truecolor', ...env});
	expect(traits({})).toMatchObject({trueColour: true, forceColor: '3'});
	expect(traits({COLORTERM: ''})).toMatchObject({trueColour: false, forceColor: '1'});
	expect(traits({FORCE_COLOR: '1'})).toMatchObject({trueColour: false, forceColor: undefined});
	expect(traits({FORCE_COLOR: '3'})).toMatchObject({trueColour: true, forceColor: undefined});
	expect(traits({TERM: 'linux'})).toMatchObject({trueColour: false, forceColor: '1'});
});

test('high contrast never dims a text', () => {
	for (const [name, palette] of Object.entries(palettes))
		if (name.startsWith('contrast')) expect({name, muted: palette.muted}).not.toEqual({name, muted: ''});
});

test('without colours there is none at all', () => {
	const all: readonly Colour[] = Object.values(palettes.none);
	expect(new Set(all)).toEqual(new Set(['']));
});
