import {expect, onTestFinished} from 'vitest';
import type {Lab} from '../lab/lab.ts';
import {Home, labConfig} from './ingot.ts';

/** The account line of a member with the plan Pro, as in the config file. */
export const member = (user: string): string => `{user: ${user}, plan: pro, role: member}`;

/** A home with the lab's config, with another account or a change if given. It is removed after the test. */
export const homeIn = (
	lab: Lab,
	account?: string,
	change: (config: string) => string = config => config,
): Home => {
	const home = new Home(change(labConfig(lab.configFile, account)));
	onTestFinished(() => home.release());
	return home;
};

/** The output of a command that succeeded. */
export const ok = (result: {code: number; stdout: string; stderr: string}): string => {
	expect(result.code, result.stderr + result.stdout).toBe(0);
	return result.stdout;
};
