const segmenter = new Intl.Segmenter();

/** Splits a text into what people see as single characters. */
export const graphemes = (text: string): readonly string[] => {
	// Latin letters need no segmenter, which is slow.
	if (/^[\u0020-\u007E]*$/u.test(text)) return text.split('');
	return Array.from(segmenter.segment(text), each => each.segment);
};
