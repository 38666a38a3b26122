import {expect, onTestFinished} from 'vitest';
import type {Lab} from '../lab/lab.ts';
import {Home, labConfig} from './ingot.ts';

/** Somebody who may do everything with what is their own, as the config file has it. */
export const member = (user: string): string => `{user: ${user}, plan: pro, role: member}`;

/** A home with the lab's config, somebody else's account or a change in it; it goes when the test has ended. */
export const homeIn = (
	lab: Lab,
	account?: string,
	change: (config: string) => string = config => config,
): Home => {
	const home = new Home(change(labConfig(lab.configFile, account)));
	onTestFinished(() => home.release());
	return home;
};

/** What a command that did well has printed. */
export const ok = (result: {code: number; stdout: string; stderr: string}): string => {
	expect(result.code, result.stderr + result.stdout).toBe(0);
	return result.stdout;
};
