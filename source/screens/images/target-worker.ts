import {neutralise} from '../../model/text.ts';
import type {Choice} from '../../parts/ask-name.tsx';

/** The one after it; after the last one, the first. */
export const nextWorker = (all: readonly string[], one: string): string =>
	all[(all.indexOf(one) + 1) % all.length] ?? one;

/** Which worker gets the image, beside the name of what it gets. */
export const workerChoice = (to: string, next: () => void): Choice => ({
	...{key: 'tab', title: 'Other worker', text: neutralise(`Worker: ${to}`), next},
});
