import type {Variable} from './environment.ts';
import {extraVariables, variableMap} from './image-environment.ts';
import type {Draft, SnapshotSource} from './snapshot.ts';

type Decidable = {readonly name: string; readonly isKept: boolean; readonly isFixed: boolean};

/** Decides for each extra variable whether the image gets it. */
const isKept = ({variables}: Pick<Draft, 'variables'>) => {
	// A name may be that of an object property, such as `constructor`.
	const decided = new Map(Object.entries(variables ?? {}));
	return (each: Decidable): boolean => (each.isFixed ? each.isKept : (decided.get(each.name) ?? each.isKept));
};

/** The extra variables that the image gets, with values: for a file of the job, never for argv. */
export const keptVariables = (
	source: SnapshotSource,
	draft: Pick<Draft, 'variables'>,
): readonly Variable[] => {
	const values = variableMap(source.devbox.env);
	return extraVariables(source)
		.filter(isKept(draft))
		.map(({name}) => ({name, value: values.get(name) ?? ''}));
};

/** Names of those that are left out; a variable of that name in the base image stays as it is. */
export const droppedVariables = (
	source: SnapshotSource,
	draft: Pick<Draft, 'variables'>,
): readonly string[] => {
	const kept = isKept(draft);
	return extraVariables(source)
		.filter(each => !kept(each))
		.map(each => each.name);
};

/** Names of the image's own variables that the DevBox was made without (`--unsetenv`). A commit can only set them to empty. */
export const unsetVariables = ({
	devbox,
	image,
}: Pick<SnapshotSource, 'devbox' | 'image'>): readonly string[] => {
	const has = variableMap(devbox.env);
	return [...variableMap(image.env).keys()].filter(name => !has.has(name)).toSorted();
};
