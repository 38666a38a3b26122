/** What stands in front of an entrypoint so that the disk of a golden image is there before it runs (worker/steps/windows/golden-entry.sh). */
const words = ['/bin/sh', '/golden/entry.sh'] as const;

export const hasGoldenEntry = (entrypoint: readonly string[]): boolean =>
	words.every((word, at) => entrypoint[at] === word);

/** With ours in front, once: the source may be a DevBox of a golden image. */
export const goldenEntrypoint = (entrypoint: readonly string[]): readonly string[] => [
	...words,
	...(hasGoldenEntry(entrypoint) ? entrypoint.slice(words.length) : entrypoint),
];
