import {styledCharsFromTokens, tokenize} from '@alcalzone/ansi-tokenize';
import {Chalk} from 'chalk';
import {describe, expect, test} from 'vitest';
// Ink does not export it; the bundle replaces this file (build-ink-patch.ts).
import Output from '../../node_modules/ink/build/output.js';
import {fastOutput, type InkOutput, memoize} from '../../source/terminal/fast-output.ts';
import {stripCommands} from '../../source/terminal/strip-commands.ts';

const Fast = fastOutput(Output as never);
const size = {width: 40, height: 6};
const paint = new Chalk({level: 3});
const none = {transformers: []};

/** What a terminal would show: each cell with its styles, blanks at the end of a row left out. */
const cells = (output: string): readonly string[] =>
	output.split('\n').map(line =>
		styledCharsFromTokens(tokenize(line))
			.map(({value, styles}) => JSON.stringify([value, styles.map(each => each.code).sort()]))
			.join('')
			.replace(/(?:\[" ",\[\]\])+$/u, ''),
	);

const both = (draw: (output: InkOutput) => void) => {
	const [fast, slow] = [new Fast(size), new Output(size) as unknown as InkOutput];
	draw(fast);
	draw(slow);
	const shown = {fast: fast.get(), slow: slow.get()};
	expect(shown.fast.height).toBe(shown.slow.height);
	expect(cells(shown.fast.output)).toEqual(cells(shown.slow.output));
	return shown;
};

describe('the fast output shows what Ink shows', () => {
	test.each<[string, (output: InkOutput) => void]>([
		['nothing', () => {}],
		['one text', output => output.write(3, 2, 'api', none)],
		[
			'texts side by side, not in order',
			output => {
				for (const [index, each] of ['c', 'b', 'a'].entries()) output.write(20 - index * 9, 1, each, none);
			},
		],
		['a text of several lines', output => output.write(5, 1, 'one\ntwo\n\nfour', none)],
		[
			'styles',
			output => output.write(0, 0, `${paint.red('red')} ${paint.bold.cyan('both')} ${paint.dim('x')}`, none),
		],
		[
			'all the colours there are',
			output => output.write(0, 0, `${paint.hex('#123456')('a')}${paint.bgAnsi256(33)('b')}`, none),
		],
		['a style within a style', output => output.write(0, 0, paint.yellow(`a${paint.underline('b')}c`), none)],
		['styled blanks at the end', output => output.write(0, 0, `a${paint.inverse('  ')}`, none)],
		[
			'what a transformer makes of it',
			output =>
				output.write(1, 1, 'a\nb', {
					transformers: [line => paint.green(line), (line, index) => `${index}${line}`],
				}),
		],
		[
			'a text cut at both sides',
			output => {
				output.clip({x1: 5, x2: 9, y1: undefined, y2: undefined});
				output.write(3, 0, `ab${paint.red('cdefgh')}ij`, none);
				output.unclip();
				output.write(20, 0, 'whole', none);
			},
		],
		[
			'lines above and below what is shown',
			output => {
				output.clip({x1: undefined, x2: undefined, y1: 1, y2: 3});
				output.write(0, -1, '0\n1\n2\n3\n4\n5', none);
			},
		],
		[
			'a clip in a clip',
			output => {
				output.clip({x1: 2, x2: 30, y1: 0, y2: 4});
				output.clip({x1: 0, x2: 6, y1: 1, y2: 9});
				output.write(0, 0, 'abcdefghij\nabcdefghij', none);
				output.unclip();
				output.write(10, 3, 'abc\ndef', none);
			},
		],
		['lines beyond the screen', output => output.write(0, 4, 'a\nb\nc\nd', none)],
		[
			'texts over each other',
			output => {
				output.write(0, 0, paint.red('under the other'), none);
				output.write(6, 0, 'THE', none);
			},
		],
		[
			'wide characters',
			output => {
				output.write(0, 0, '日本語', none);
				output.write(8, 0, 'e\u0301 👩‍👩‍👧', none);
			},
		],
		[
			'a style that is left open',
			output => {
				output.write(0, 0, '\u001B[31mopen', none);
				output.write(10, 0, 'beside', none);
			},
		],
		['several styles in one sequence', output => output.write(0, 0, '\u001B[1;31mboth\u001B[0m after', none)],
	])('%s', (_, draw) => {
		both(draw);
	});

	test('a thousand random screens', () => {
		const random = seeded(20);
		const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
		const words = ['api', 'golden', ' ', '', '│', '✓ done', 'a b', 'x'.repeat(30), '日本', 'e\u0301'];
		const styles = [
			(text: string) => text,
			paint.red,
			paint.bold,
			paint.dim.cyan,
			paint.inverse,
			paint.bgBlue,
		];
		const between = (from: number, to: number) => from + Math.floor(random() * (to - from));
		for (let screen = 0; screen < 1000; screen += 1) {
			const texts = Array.from({length: between(1, 6)}, () => ({
				clip:
					random() < 0.4
						? {x1: between(0, 10), x2: between(5, 40), y1: between(0, 3), y2: between(2, 6)}
						: undefined,
				x: between(0, 36),
				y: between(-1, 6),
				text: Array.from({length: between(1, 4)}, () => pick(styles)(pick(words))).join(
					pick(['', ' ', '\n']),
				),
			}));
			both(output => {
				for (const {clip, x, y, text} of texts) {
					if (clip !== undefined) output.clip(clip);
					output.write(x, y, text, none);
					if (clip !== undefined) output.unclip();
				}
			});
		}
	});
});

test('rows of narrow texts are written unchanged', () => {
	const text = `${paint.red('api')}  ${paint.dim('running')}`;
	const {fast} = both(output => {
		output.write(0, 0, text, none);
		output.write(30, 0, '┃', none);
	});
	expect(fast.output.split('\n')[0]).toBe(`${text}${' '.repeat(18)}┃`);
});

describe.each([
	['with the patch', Fast],
	['without the patch', Output as unknown as typeof Fast],
])('%s', (_, Class) => {
	test.each(['\u001B]0;title\u0007', '\u001B]52;c;ZXZpbA==\u001B\\', '\u009D8;;x\u009C', '\u001B]never'])(
		'the command %j to the terminal is removed from what is written',
		command => {
			const output = new Class(size);
			output.write(0, 0, `a${command}`, none);
			output.write(0, 1, paint.red(`b${command}\n日本`), none);
			const written = stripCommands(output.get().output);
			// What is never closed takes the rest of its text along.
			expect(written).not.toMatch(/\u001B\]|[\u0007\u0080-\u009F]/u);
			expect(written).toMatch(/^a\n/u);
		},
	);
});

test('a result is computed once and not kept for ever', () => {
	const computed: string[] = [];
	const upper = memoize(text => {
		computed.push(text);
		return text.toUpperCase();
	}, 2);
	expect(['a', 'b', 'a', 'c', 'a'].map(upper)).toEqual(['A', 'B', 'A', 'C', 'A']);
	expect(computed).toEqual(['a', 'b', 'c', 'a']);
});

/** Numbers from 0 to 1 that are the same every time (mulberry32). */
const seeded = (seed: number) => {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
};
