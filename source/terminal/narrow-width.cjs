// The width of a text without its colours when every character is known to be one column wide, else undefined. The first
// frame and nearly every later row hold only such characters.
const narrow =
	/^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2030-\u205E\u2190-\u21FF\u2500-\u25FC\u2713\u2717\u276F\u2800-\u28FF]*$/;
const colours = /\u001B\[[0-9;]*m/g;

module.exports = text => {
	const bare = text.includes('\u001B') ? text.replace(colours, '') : text;
	return narrow.test(bare) ? bare.length : undefined;
};
