/** Longer lines are split, so that a worker cannot fill our memory. */
const maxLength = 64 * 1024;

/** Chunks of bytes → complete lines. Characters and lines may be split between chunks; the last line needs no newline. */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = '';
	for await (const chunk of chunks) {
		const text = decoder.decode(chunk, {stream: true});
		// Avoids searching a long line again for every chunk.
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
