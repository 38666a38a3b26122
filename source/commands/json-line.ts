/** What a terminal would act upon, and JSON leaves as it is: C1 controls, separators, bidirectional controls. */
const live = /[\u007F-\u009F\u2028\u2029\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu;

/** One line of JSON that is exact, and harmless where somebody looks at it. */
export const jsonLine = (value: unknown): string =>
	JSON.stringify(value).replaceAll(
		live,
		character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
