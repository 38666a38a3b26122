<<<<<<< HEAD
/** Put before an entrypoint, they create the overlay of a golden image first (worker/steps/windows/golden-entry.sh). */
=======
/** Prefix of an entrypoint that creates the disk of a golden image before anything else runs (worker/steps/windows/golden-entry.sh). */
>>>>>>> main
const words = ['/bin/sh', '/golden/entry.sh'] as const;

export const hasGoldenEntry = (entrypoint: readonly string[]): boolean =>
	words.every((word, at) => entrypoint[at] === word);

<<<<<<< HEAD
/** The entrypoint with ours before it; only once, because the source may be a DevBox of a golden image. */
=======
/** Adds the prefix once: the source may itself come from a golden image. */
>>>>>>> main
export const goldenEntrypoint = (entrypoint: readonly string[]): readonly string[] => [
	...words,
	...(hasGoldenEntry(entrypoint) ? entrypoint.slice(words.length) : entrypoint),
];
