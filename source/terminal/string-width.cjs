// Stands in for `string-width` in the bundle (build.mjs). The library's regular expressions over all of Unicode take
// about 25 ms to compile, a fifth of a start; the first frame holds only what is known to be one column wide.
// Everything else goes to the library. test/terminal/string-width.test.ts holds the two against each other.
const narrowWidth = require('./narrow-width.cjs');
let library;

module.exports = (text, options) => {
	const width = options === undefined && typeof text === 'string' ? narrowWidth(text) : undefined;
	if (width !== undefined) return width;
	library ??= require('string-width').default;
	return library(text, options);
};
