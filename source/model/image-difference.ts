import {capabilityTitle} from './capability.ts';
import {hideInConfig} from './hide-secrets.ts';
import type {Image} from './image.ts';
import type {ImageConfig} from './image-config.ts';

type Compared = {readonly image: Image; readonly config: ImageConfig};

/** One thing that differs; empty where an image lacks it. */
export type Difference = {readonly what: string; readonly from: string; readonly to: string};

/** What differs between two images: system, capabilities, size, labels and settings, not their files. @param size writes bytes */
export const imageDifferences = (
	a: Compared,
	b: Compared,
	size: (bytes: number) => string,
): readonly Difference[] => {
	const [from, to] = [traits(a, size), traits(b, size)];
	const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
	const [shownFrom, shownTo] = [traits(withoutSecrets(a), size), traits(withoutSecrets(b), size)];
	return names
		.filter(what => (from[what] ?? '') !== (to[what] ?? ''))
		.map(what => ({what, from: shownFrom[what] ?? '', to: shownTo[what] ?? ''}));
};

const withoutSecrets = ({image, config}: Compared): Compared => ({image, config: hideInConfig(config)});

/** Their order means nothing. */
const listed = (names: readonly string[]): string => names.toSorted().join(', ');

/** Values of variables may be secrets, so only names are compared. */
const traits = (
	{image, config}: Compared,
	size: (bytes: number) => string,
): Readonly<Record<string, string>> => ({
	image: image.id.slice(0, 12),
	system: `${image.os}, ${config.architecture}`,
	owner: image.owner ?? '',
	base: image.base ?? '',
	capabilities: listed(image.capabilities.map(capabilityTitle)),
	size: size(image.sizeBytes),
	layers: String(config.layers),
	entrypoint: config.entrypoint.join(' '),
	command: config.command.join(' '),
	variables: listed(config.env.map(each => each.split('=', 1)[0] ?? '')),
	ports: listed(config.exposedPorts),
	user: config.user,
	folder: config.workdir,
	...Object.fromEntries(Object.entries(config.labels).map(([name, value]) => [`label ${name}`, value])),
});
