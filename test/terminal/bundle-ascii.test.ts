import {expect, test} from 'vitest';
import {toAscii} from '../../build-launcher.ts';

test('a regular expression of the bundle means the same in ASCII', () => {
	const code = '[/[█░]+/gu, /[─━═]/, /^…$/u]';
	const ascii = toAscii(code);
	expect(ascii).toMatch(/^[ -~]+$/u);
	// biome-ignore lint/security/noGlobalEval: the bundle is code
	const [bars, lines, dots] = eval(ascii) as [RegExp, RegExp, RegExp];
	expect('50 % ██░░ done'.replace(bars, '#')).toBe('50 % # done');
	expect([lines.test('═'), lines.test('-'), dots.test('…'), dots.test('.')]).toEqual([
		true,
		false,
		true,
		false,
	]);
});

test('what not every regular expression can escape stops the build', () => {
	expect(() => toAscii('/[😀]/')).toThrow(/Escape 😀/u);
});
