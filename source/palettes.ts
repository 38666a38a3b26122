/** What a colour means. `muted` is drawn dim where it has none. */
export type ColourMeaning =
	| 'accent'
	| 'success'
	| 'warning'
	| 'danger'
	| 'running'
	| 'match'
	| 'builtIn'
	| 'custom'
	| 'linux'
	| 'windows'
	| 'muted';

type Hue = 'cyan' | 'green' | 'yellow' | 'red' | 'magenta' | 'blue';
/** One of the terminal's sixteen colours, which its user has chosen, or an exact one; '' is the default colour. */
export type Colour = '' | Hue | `${Hue}Bright` | 'white' | 'black' | `#${string}`;

export type Theme = 'auto' | 'dark' | 'light' | 'high-contrast' | '16';

/** What is known of the terminal's colours. */
export type ColourTraits = {
	readonly colour?: boolean | undefined;
	readonly trueColour?: boolean | undefined;
	readonly background?: 'dark' | 'light' | undefined;
};

type Palette = Readonly<Record<ColourMeaning, Colour>>;

type Hues = Readonly<Partial<Record<Hue | 'muted', Colour>>>;

/** The same meanings in every theme. Blue is nearly invisible on black in many terminals, so no meaning relies on it. */
const paletteFrom = ({
	cyan = '',
	green = '',
	yellow = '',
	red = '',
	magenta = '',
	muted = '',
}: Hues): Palette => ({
	accent: cyan,
	success: green,
	warning: yellow,
	danger: red,
	running: cyan,
	match: yellow,
	builtIn: '',
	custom: magenta,
	linux: green,
	windows: cyan,
	muted,
});

/**
 * Every palette. test/palettes.test.ts holds the contrast of each colour: at least 4.5:1 on common backgrounds, 7:1 in
 * the high-contrast ones. `sixteen` fits an unknown background as well as sixteen colours can.
 */
export const palettes = {
	none: paletteFrom({}),
	sixteen: paletteFrom({cyan: 'cyan', green: 'green', yellow: 'yellow', red: 'red', magenta: 'magenta'}),
	sixteenDark: paletteFrom({
		cyan: 'cyan',
		green: 'green',
		yellow: 'yellow',
		red: 'redBright',
		magenta: 'magentaBright',
	}),
	// The others are too pale on white.
	sixteenLight: paletteFrom({cyan: 'blue', red: 'red'}),
	// Only what has 7:1 with the values of xterm; dim text would not.
	contrastSixteenDark: paletteFrom({
		cyan: 'cyanBright',
		green: 'greenBright',
		yellow: 'yellowBright',
		muted: 'white',
	}),
	contrastSixteenLight: paletteFrom({cyan: 'blue', muted: 'black'}),
	dark: paletteFrom({
		cyan: '#56b6c2',
		green: '#98c379',
		yellow: '#e5c07b',
		red: '#ff8080',
		magenta: '#d8a0f0',
		muted: '#a0a8b5',
	}),
	light: paletteFrom({
		cyan: '#00616b',
		green: '#1a661a',
		yellow: '#7a5200',
		red: '#b3001b',
		magenta: '#8a1c8a',
		muted: '#5c6066',
	}),
	contrastDark: paletteFrom({
		cyan: '#5fffff',
		green: '#5fff5f',
		yellow: '#ffff5f',
		red: '#ffa0a0',
		magenta: '#ffafff',
		muted: '#e0e0e0',
	}),
	contrastLight: paletteFrom({
		cyan: '#004d55',
		green: '#0b4f0b',
		yellow: '#5c3d00',
		red: '#8f0016',
		magenta: '#6b0f6b',
		muted: '#303030',
	}),
} as const;

/** The colours of a theme on this terminal: exact ones where it shows them, else its own sixteen. */
export const paletteOf = (
	theme: Theme | undefined,
	{colour = true, trueColour = false, background}: ColourTraits,
): Palette => {
	if (!colour) return palettes.none;
	const on = theme === 'dark' || theme === 'light' ? theme : background;
	if (theme === 'high-contrast') return contrastOn(on, trueColour);
	if (on === undefined) return palettes.sixteen;
	if (theme === '16' || !trueColour) return on === 'dark' ? palettes.sixteenDark : palettes.sixteenLight;
	return palettes[on];
};

const contrastOn = (background: ColourTraits['background'], trueColour: boolean): Palette => {
	const isLight = background === 'light';
	if (trueColour) return isLight ? palettes.contrastLight : palettes.contrastDark;
	return isLight ? palettes.contrastSixteenLight : palettes.contrastSixteenDark;
};
