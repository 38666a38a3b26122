import type {DevboxDetail} from './devbox.ts';
import type {ImageConfig} from './image-config.ts';
import {looksSecret} from './looks-secret.ts';
import {isContainers, isPodmans, isWorkersProxy} from './podman-variables.ts';
import {isWindows} from './snapshot.ts';
import {windowsUse} from './windows-variables.ts';

/** A variable that a DevBox has beyond its image. Its value never leaves this module for a screen, a log or a command line. */
export type ExtraVariable = {
	readonly name: string;
	/** changed: its image has it with another value. */
	readonly kind: 'added' | 'changed';
	readonly looksSecret: boolean;
	/** Whether the image gets it by default. */
	readonly isKept: boolean;
	/** In a few words, why it is left out by default, or why a Windows image has it. */
	readonly because: string | undefined;
	/** Nobody can decide otherwise: Windows boots with it, or the image says where its disks lie. */
	readonly isFixed: boolean;
};

type Source = {readonly devbox: DevboxDetail; readonly image: ImageConfig};

/** `NAME=value` lines → a map; of two with one name the last counts, as for a process. */
export const variableMap = (env: readonly string[]): ReadonlyMap<string, string> =>
	new Map(
		env
			.map(each => [each, each.indexOf('=')] as const)
			.filter(([, at]) => at > 0)
			.map(([each, at]) => [each.slice(0, at), each.slice(at + 1)]),
	);

/** What the DevBox has beyond its image, by name, without what Podman gives to every container. */
export const extraVariables = ({devbox, image}: Source): readonly ExtraVariable[] => {
	const own = variableMap(image.env);
	return [...variableMap(devbox.env)]
		.filter(([name, value]) => own.get(name) !== value)
		.filter(([name, value]) => own.has(name) || !isPodmans({name, value}, devbox))
		.map(([name, value]) => {
			const isSecret = devbox.madeBy.secrets.includes(name) || looksSecret({name, value});
			const because = isSecret ? 'looks like a secret' : notOfImage(name, devbox);
			return {
				name,
				kind: own.has(name) ? ('changed' as const) : ('added' as const),
				looksSecret: isSecret,
				...(isWindows(devbox)
					? ofWindows(name, because)
					: {isKept: because === undefined, because, isFixed: false}),
			};
		})
		.toSorted((a, b) => (a.name < b.name ? -1 : 1));
};

/** @param against why no image should have it, whatever it is for */
const ofWindows = (
	name: string,
	against: string | undefined,
): Pick<ExtraVariable, 'isKept' | 'because' | 'isFixed'> => {
	const {use, because} = windowsUse(name);
	if (use === 'never') return {isKept: false, because, isFixed: true};
	if (against !== undefined) return {isKept: false, because: against, isFixed: false};
	return {isKept: use === 'needed' || use === 'kept', because, isFixed: use === 'needed'};
};

const notOfImage = (name: string, devbox: DevboxDetail): string | undefined => {
	if (isWorkersProxy(name, devbox)) return "the worker's proxy";
	return isContainers(name) ? 'identifies this container' : undefined;
};

/** Names of the variables in an image that look like secrets: everybody who has the image has them. */
export const secretsInImage = (image: ImageConfig): readonly string[] =>
	[...variableMap(image.env)]
		.filter(([name, value]) => looksSecret({name, value}))
		.map(([name]) => name)
		.toSorted();
