// Replaces `string-width` in the bundle (build-options.ts). The library's regular expressions over all of Unicode take about
// 25 ms to compile, a fifth of a start; the first frame holds only narrow characters, which need no library.
// test/terminal/string-width.test.ts compares the two.
const narrowWidth = require('./narrow-width.cjs');
let library;

module.exports = (text, options) => {
	const width = options === undefined && typeof text === 'string' ? narrowWidth(text) : undefined;
	if (width !== undefined) return width;
	library ??= require('string-width').default;
	return library(text, options);
};
