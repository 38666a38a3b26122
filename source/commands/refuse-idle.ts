import {Failure} from '../model/failure.ts';

/** `keepLast` → `--keep-last` */
export const flagOf = (option: string): string =>
	`--${option.replaceAll(/[A-Z]/gu, letter => `-${letter.toLowerCase()}`)}`;

/**
 * Refuses options that would do nothing in this mode of a command.
 * @param given the options by their names; those that are undefined or false were not given @param why what they need instead
 * @throws Failure (usage) that names the first
 */
export const refuseIdle = (
	given: Readonly<Record<string, unknown>>,
	{why, hint}: {readonly why: string; readonly hint: string},
): void => {
	const [idle] = Object.entries(given).find(([, value]) => value !== undefined && value !== false) ?? [];
	if (idle !== undefined) throw new Failure(`${flagOf(idle)} ${why}.`, {kind: 'usage', hint});
};

/** Refuses a name that was left empty, as by a variable of a script that is not set. @throws Failure (usage) */
export const refuseEmpty = (name: string | undefined, what: string, hint: string): void => {
	if (name?.trim() === '') throw new Failure(`The name of the ${what} is empty.`, {kind: 'usage', hint});
};
