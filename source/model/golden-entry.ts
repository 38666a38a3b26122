/** Prefix of an entrypoint that creates the disk of a golden image before anything else runs (worker/steps/windows/golden-entry.sh). */
const words = ['/bin/sh', '/golden/entry.sh'] as const;

/** Whether Ingot’s entrypoint comes first already. */
export const hasGoldenEntry = (entrypoint: readonly string[]): boolean =>
	words.every((word, at) => entrypoint[at] === word);

/** Adds the prefix once: the source may itself come from a golden image. */
export const goldenEntrypoint = (entrypoint: readonly string[]): readonly string[] => [
	...words,
	...(hasGoldenEntry(entrypoint) ? entrypoint.slice(words.length) : entrypoint),
];
