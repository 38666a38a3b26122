/** Which letters a text (lower case) holds, as bits: 26 letters, even and odd digits, all else. */
export const lettersOf = (text: string): number => {
	let bits = 0;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code >= 97 && code <= 122) bits |= 1 << (code - 97);
		else if (code >= 48 && code <= 57) bits |= 1 << (26 + ((code - 48) >> 1));
		else if (code > 127) bits |= 1 << 31;
	}
	return bits;
};
