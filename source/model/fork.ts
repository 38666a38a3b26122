import {devboxNameProblem} from './launch.ts';

/** How many forks one job makes at most: each is a step. */
const maxForks = 20;

/** How the image of the forks gets consistent. */
export const forkMethods = ['auto', 'staging', 'pause', 'restart'] as const;
export type ForkMethod = (typeof forkMethods)[number];

/** What each method means for the DevBox. A method that is impossible is refused with the reason when the fork is planned. */
export const forkMethodText: Readonly<Record<ForkMethod, string>> = {
	auto: 'the least disruptive one that is possible.',
	staging: 'frozen only while the last changes to its files are copied; needs the most disk space.',
	pause: 'frozen for the whole commit; needs less disk space.',
	restart: 'stopped, committed and started again; whoever works in it is disconnected.',
};

/**
 * Names for forks: `api-fork-1`, `api-fork-2`, …, without those that are taken.
 * @param prefix what they begin with; empty for the DevBox's name and `-fork`
 */
export const forkNames = (
	devbox: string,
	{count, prefix = '', taken}: {count: number; prefix?: string | undefined; taken: readonly string[]},
): readonly string[] => {
	const begin = prefix === '' ? `${devbox.slice(0, 54)}-fork` : prefix;
	const names: string[] = [];
	for (let number = 1; names.length < count; number += 1) {
		const name = `${begin}-${number}`;
		if (!taken.includes(name)) names.push(name);
	}
	return names;
};

/** Why so many forks cannot be made, or undefined. @param text the number as typed */
export const forkCountProblem = (text: string): string | undefined => {
	const count = Number(text);
	return /^\d+$/u.test(text.trim()) && count >= 1 && count <= maxForks
		? undefined
		: `Use a number from 1 to ${maxForks}.`;
};

/** Why forks cannot be called that, with a number behind it, or undefined. @param prefix empty: that of forkNames */
export const forkPrefixProblem = (prefix: string): string | undefined =>
	prefix === '' ? undefined : devboxNameProblem(`${prefix}-${maxForks}`, []);
