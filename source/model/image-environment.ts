import type {DevboxDetail} from './devbox.ts';
import type {ImageConfig} from './image-config.ts';
import {looksSecret} from './looks-secret.ts';
import {isContainers, isPodmans, isWorkersProxy} from './podman-variables.ts';
import {isWindows} from './snapshot.ts';
import {windowsUse} from './windows-variables.ts';

/** A variable that a DevBox has and its image lacks. Its value must never reach a screen, a log or a command line. */
export type ExtraVariable = {
	readonly name: string;
	/** changed: its image has it with another value. */
	readonly kind: 'added' | 'changed';
	readonly looksSecret: boolean;
	/** Whether the image gets it by default. */
	readonly isKept: boolean;
	/** Why it is left out by default, or why a Windows image has it; a few words. */
	readonly because: string | undefined;
	/** Not the user's choice: Windows needs it to boot, or the image sets the location of its disks. */
	readonly isFixed: boolean;
};

type Source = {readonly devbox: DevboxDetail; readonly image: ImageConfig};

/** `NAME=value` lines → a map; the last of several with one name wins, as for a process. */
export const variableMap = (env: readonly string[]): ReadonlyMap<string, string> =>
	new Map(
		env
			.map(each => [each, each.indexOf('=')] as const)
			.filter(([, at]) => at > 0)
			.map(([each, at]) => [each.slice(0, at), each.slice(at + 1)]),
	);

/** The DevBox's variables that its image lacks, sorted by name, without those that Podman gives every container. */
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

/** @param against why no image should have it, whatever its use */
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

/** Names of variables in an image that look like secrets: everyone with the image can read them. */
export const secretsInImage = (image: ImageConfig): readonly string[] =>
	[...variableMap(image.env)]
		.filter(([name, value]) => looksSecret({name, value}))
		.map(([name]) => name)
		.toSorted();
