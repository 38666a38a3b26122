/** Ten thousand containers have about a tenth of it. */
const mostOpenings = 1_000_000;

/**
 * JSON as it came from a worker. @throws SyntaxError also for what is in so many pieces, or so deep, that it would take
 * fifty times the memory of its text
 */
export const parseAnswer = (text: string): unknown => {
	let openings = 0;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === 0x5b || code === 0x7b) openings += 1;
	}
	if (openings > mostOpenings) throw new SyntaxError('too many objects and arrays');
	return JSON.parse(text);
};
