import type {BuildDraft} from './build.ts';
import {capabilityTitle} from './capability.ts';
import {parseVariable} from './environment.ts';
import {looksSecret} from './looks-secret.ts';
import {quote} from './shell.ts';

/** The `ingot build` that makes the same image; secrets come from the environment of its shell. @param place as typed: the folder, and the Containerfile or '' */
export const buildCommand = (
	worker: string,
	{context, file}: {readonly context: string; readonly file: string},
	draft: BuildDraft,
): string =>
	quote([
		...['ingot', 'build', '--worker', worker],
		...(file === '' ? [] : ['--file', file]),
		...['--name', draft.name],
		...(draft.tag === '' ? [] : ['--tag', draft.tag]),
		...draft.capabilities.flatMap(each => ['--capability', capabilityTitle(each)]),
		...draft.buildArgs.flatMap(each => ['--build-arg', withoutSecret(each)]),
		...(draft.overwrite ? ['--overwrite'] : []),
		context,
	]);

const withoutSecret = (argument: string): string => {
	const variable = parseVariable(argument);
	return variable !== undefined && looksSecret(variable) ? variable.name : argument;
};
