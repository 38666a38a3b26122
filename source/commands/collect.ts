/** An argument parser: the values of an option that may be given several times, as a list. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [
	...before,
	value,
];

/** The same for names, which have no commas: `a,b` is two. An empty one stays, and is refused later. */
export const collectNames = (value: string, before: readonly string[] = []): readonly string[] => {
	const names = value
		.split(',')
		.map(each => each.trim())
		.filter(Boolean);
	return [...before, ...(names.length > 0 ? names : [''])];
};
