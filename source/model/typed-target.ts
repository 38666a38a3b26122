import {type Found, sshTargetPattern, typedHere, workerNamePattern} from './candidate.ts';
import {isHarmless} from './text.ts';

/** Means this machine instead of an ssh target. */
const here = 'local';

/** @returns why this is not a valid worker, or undefined */
export const targetProblem = (typed: string): string | undefined => {
	const {name, target} = split(typed);
	if (name !== undefined && !workerNamePattern.test(name))
		return 'Use letters, digits, dots, dashes and underscores for the name, at most 63.';
	if (!sshTargetPattern.test(target) || !isHarmless(target))
		return 'Enter an alias from your ssh config, user@host or user@host:port.';
	return undefined;
};

/** `user@host`, or with a name `forge-1=user@host`; `local` is this machine. Check with `targetProblem` first. */
export const fromTyped = (typed: string): Found => {
	const {name, target} = split(typed);
	if (target === here) return {name: name ?? here, from: typedHere, addresses: []};
	return {name: name ?? hostOf(target), ssh: target, from: typedHere, addresses: []};
};

const split = (typed: string): {readonly name: string | undefined; readonly target: string} => {
	const text = typed.trim();
	const at = text.indexOf('=');
	return at === -1
		? {name: undefined, target: text}
		: {name: text.slice(0, at).trim(), target: text.slice(at + 1).trim()};
};

const hostOf = (target: string): string =>
	target
		.slice(target.lastIndexOf('@') + 1)
		.replace(/^\[([^\]]*)\].*$/u, '$1')
		.replace(/^([^:]*):\d+$/u, '$1');
