import {Failure} from '../model/failure.ts';
import {extraVariables, variableMap} from '../model/image-environment.ts';
import type {Draft, SnapshotSource} from '../model/snapshot.ts';
import {neutralise} from '../model/text.ts';

/** Names as typed; `*` means all. */
export type VariableOptions = {readonly keepEnv?: readonly string[]; readonly dropEnv?: readonly string[]};

/**
 * --keep-env and --drop-env → the choice for each variable; a name wins over `*`.
 * @throws Failure (usage) for an unknown or fixed variable
 */
export const decideVariables = (
	source: SnapshotSource,
	{keepEnv = [], dropEnv = []}: VariableOptions,
): NonNullable<Draft['variables']> => {
	const both = keepEnv.find(name => dropEnv.includes(name));
	if (both !== undefined) {
		throw new Failure(`--keep-env and --drop-env both name ${neutralise(both)}.`, {
			kind: 'usage',
			hint: 'Use only one of them.',
		});
	}
	const names = extraVariables(source).map(each => each.name);
	const decided = new Map<string, boolean>();
	if (keepEnv.includes('*')) for (const name of names) decided.set(name, true);
	if (dropEnv.includes('*')) for (const name of names) decided.set(name, false);
	for (const name of keepEnv.filter(each => each !== '*')) {
		// A DevBox launched from an earlier snapshot has the variable from its image already.
		if (!names.includes(name) && variableMap(source.image.env).has(name)) continue;
		mustBe(name, source);
		mustBeOpen(name, source, true);
		decided.set(name, true);
	}
	for (const name of dropEnv.filter(each => each !== '*')) {
		mustBe(name, source);
		mustBeOpen(name, source, false);
		decided.set(name, false);
	}
	return Object.fromEntries(decided);
};

/** Some variables of Windows are fixed. */
const mustBeOpen = (name: string, source: SnapshotSource, keep: boolean): void => {
	const found = extraVariables(source).find(each => each.name === name);
	if (found === undefined || !found.isFixed || found.isKept === keep) return;
	throw new Failure(
		`${neutralise(name)} cannot be ${keep ? 'kept in' : 'left out of'} the image: ${found.because ?? ''}.`,
		{kind: 'usage', hint: `Leave it out of ${keep ? '--keep-env' : '--drop-env'}.`},
	);
};

const mustBe = (name: string, source: SnapshotSource): void => {
	const names = extraVariables(source).map(each => each.name);
	if (names.includes(name)) return;
	const {devbox, image} = source;
	if (variableMap(image.env).has(name)) {
		throw new Failure(
			`${neutralise(name)} is set by ${neutralise(devbox.imageReference)} and cannot be left out.`,
			{kind: 'usage', hint: 'Launch the DevBox from an image without it.'},
		);
	}
	throw new Failure(
		`${neutralise(devbox.name)} has no variable ${neutralise(name)} that its image does not have.`,
		{
			kind: 'usage',
			hint: names.length === 0 ? 'It has no such variables.' : `It has: ${names.map(neutralise).join(', ')}.`,
		},
	);
};
