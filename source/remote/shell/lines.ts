/** A line longer than this is given out in pieces: a worker cannot make us hold its whole disk in memory. */
const maxLength = 64 * 1024;

/** Bytes as they come → whole lines. Characters and lines cut between chunks survive; the last line needs no newline. */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = '';
	for await (const chunk of chunks) {
		const text = decoder.decode(chunk, {stream: true});
		// A long line that comes byte by byte is not looked through again with each of them.
		if (text.includes('\n')) {
			const pieces = (rest + text).split('\n');
			rest = pieces.pop() ?? '';
			yield* pieces;
		} else rest += text;
		while (rest.length > maxLength) {
			yield rest.slice(0, maxLength);
			rest = rest.slice(maxLength);
		}
	}
	rest += decoder.decode();
	if (rest !== '') yield rest;
}
