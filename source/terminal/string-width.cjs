// Stands in for `string-width` in the bundle (build.mjs). The library's regular expressions over all of Unicode take
// about 25 ms to compile, a fifth of a start; the first frame holds only what is known to be one column wide.
// Everything else goes to the library. test/terminal/string-width.test.ts holds the two against each other.
const narrow =
	/^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2030-\u205E\u2190-\u21FF\u2500-\u25FC\u2713\u2717\u276F\u2800-\u28FF]*$/;
const colours = /\u001B\[[0-9;]*m/g;
let library;

module.exports = (text, options) => {
	if (options === undefined && typeof text === 'string') {
		const bare = text.includes('\u001B') ? text.replace(colours, '') : text;
		if (narrow.test(bare)) return bare.length;
	}
	library ??= require('string-width').default;
	return library(text, options);
};
