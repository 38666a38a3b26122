// Replaces `string-width` in the bundle (build-options.ts). The library's regular expressions over all of Unicode take about
// 25 ms to compile, a fifth of a start; the first frame holds only narrow characters, which need no library.
// test/terminal/string-width.test.ts compares the two.
const narrowWidth = require('./narrow-width.cjs');
let library;

module.exports = (text, options) => {
	const width = isUsual(text, options) ? narrowWidth(text) : undefined;
	if (width !== undefined) return width;
	library ??= require('string-width').default;
	return library(text, options);
};

/** Escape sequences do not count, and signs that some terminals show wide are narrow; so it is without any options. */
const isUsual = (text, options) =>
	typeof text === 'string' &&
	(options === undefined ||
		(options.ambiguousIsNarrow !== false &&
			(options.countAnsiEscapeCodes !== true || !text.includes('\u001B'))));
