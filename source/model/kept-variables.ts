import type {Variable} from './environment.ts';
import {extraVariables, variableMap} from './image-environment.ts';
import {type Draft, isWindows, type SnapshotSource} from './snapshot.ts';

/** Whether the image gets each variable that the DevBox has beyond its image. That of a Windows DevBox gets none. */
const isKept = (source: SnapshotSource, {variables}: Pick<Draft, 'variables'>) => {
	const isNone = isWindows(source.devbox);
	// A name may be that of something that every object has, such as `constructor`.
	const decided = new Map(Object.entries(variables ?? {}));
	return (each: {readonly name: string; readonly isKept: boolean}): boolean =>
		!isNone && (decided.get(each.name) ?? each.isKept);
};

/** The variables beyond the DevBox's image that its image gets, with their values: for a file of the job, never for argv. */
export const keptVariables = (
	source: SnapshotSource,
	draft: Pick<Draft, 'variables'>,
): readonly Variable[] => {
	const values = variableMap(source.devbox.env);
	return extraVariables(source)
		.filter(isKept(source, draft))
		.map(({name}) => ({name, value: values.get(name) ?? ''}));
};

/** Names of those that are left out: what the image has of that name stays as it is. */
export const droppedVariables = (
	source: SnapshotSource,
	draft: Pick<Draft, 'variables'>,
): readonly string[] => {
	const kept = isKept(source, draft);
	return extraVariables(source)
		.filter(each => !kept(each))
		.map(each => each.name);
};

/** Names of the image's own variables that the DevBox was made without (`--unsetenv`). A commit can only set them to empty. */
export const unsetVariables = ({devbox, image}: SnapshotSource): readonly string[] => {
	const has = variableMap(devbox.env);
	return [...variableMap(image.env).keys()].filter(name => !has.has(name)).toSorted();
};
