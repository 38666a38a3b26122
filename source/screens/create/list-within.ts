import stringWidth from 'string-width';

/** `Detected: git, node and 9 more`: as many items as the width (columns) has room for, at least one. */
export const listWithin = (head: string, items: readonly string[], width: number): string => {
	for (let shown = items.length; shown > 1; shown -= 1) {
		const rest = items.length - shown;
		const line = head + items.slice(0, shown).join(', ') + (rest === 0 ? '' : ` and ${rest} more`);
		if (stringWidth(line) <= width) return line;
	}
	return head + (items[0] ?? '') + (items.length > 1 ? ` and ${items.length - 1} more` : '');
};
