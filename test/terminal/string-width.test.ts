import {createRequire} from 'node:module';
import stringWidth from 'string-width';
import {expect, test} from 'vitest';

const require = createRequire(import.meta.url);
const fast = require('../../source/terminal/string-width.cjs') as typeof stringWidth;

test('every character of the basic plane is as wide as the library says', () => {
	const different: string[] = [];
	for (let code = 0; code <= 0xff_ff; code += 1) {
		const text = String.fromCharCode(code);
		if (fast(text) !== stringWidth(text)) different.push(code.toString(16));
	}
	expect(different).toEqual([]);
});

test.each([
	'forge-1 › api',
	'\u001B[1mbold\u001B[22m',
	'日本語',
	'👩‍👩‍👧',
	'ｈａｌｆ',
	'e\u0301',
	'✓ done',
	'↔️',
	'\u001B]8;;https://example.org\u0007link\u001B]8;;\u0007',
])('%j is as wide as the library says', text => {
	expect(fast(text)).toBe(stringWidth(text));
	for (const countAnsiEscapeCodes of [false, true]) {
		for (const ambiguousIsNarrow of [false, true]) {
			const options = {countAnsiEscapeCodes, ambiguousIsNarrow};
			expect(fast(text, options), JSON.stringify(options)).toBe(stringWidth(text, options));
		}
	}
});
