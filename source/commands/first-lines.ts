/** As many as fit on a screen. */
const maxNamed = 20;

/** The first lines of a list, indented, and how many there are beyond them. */
export const firstLines = (lines: readonly string[]): readonly string[] => [
	...lines.slice(0, maxNamed),
	...(lines.length > maxNamed ? [`  and ${lines.length - maxNamed} more`] : []),
];
