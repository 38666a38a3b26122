const digits = 0x7c_00_00_00;

/** Which letters a text (lower case) holds, as bits: 26 letters, five pairs of digits, all letters beyond ASCII. */
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

/**
 * True when more of the wanted letters are missing than are forgiven, or a digit is. It is the cheapest test, and
 * decides for most images.
 */
export const isMissing = (wanted: number, held: number, forgiven: number): boolean => {
	let missing = wanted & ~held;
	if ((missing & digits) !== 0) return true;
	for (let left = forgiven; missing !== 0 && left > 0; left -= 1) missing &= missing - 1;
	return missing !== 0;
};
