/** Put before an entrypoint, they create the overlay of a golden image first (worker/steps/windows/golden-entry.sh). */
const words = ['/bin/sh', '/golden/entry.sh'] as const;

export const hasGoldenEntry = (entrypoint: readonly string[]): boolean =>
	words.every((word, at) => entrypoint[at] === word);

/** The entrypoint with ours before it; only once, because the source may be a DevBox of a golden image. */
export const goldenEntrypoint = (entrypoint: readonly string[]): readonly string[] => [
	...words,
	...(hasGoldenEntry(entrypoint) ? entrypoint.slice(words.length) : entrypoint),
];
