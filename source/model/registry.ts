import type {Image} from './image.ts';
import {splitReference} from './reference.ts';

/** An image in a registry. */
export type RegistryReference = {
	/** Host and port: `registry.example.com:5000`. */
	readonly registry: string;
	/** With its registry: `registry.example.com:5000/team/web`. */
	readonly repository: string;
	/** Everything: `registry.example.com:5000/team/web:1`, or with `@sha256:…`. */
	readonly text: string;
	/** What it is called on a worker: `web:1`; `latest` where only a digest is given. */
	readonly local: string;
};

/** A login for one job. It goes over the connection, never into a list of processes, a log or a plan. */
export type RegistryLogin = {readonly username: string; readonly password: string};

export type ParsedReference =
	| {readonly reference: RegistryReference; readonly problem?: undefined}
	| {readonly problem: string};

/** The grammar of the OCI distribution specification, as Podman checks it. */
const host = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?`;
const component = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const repositoryGrammar = new RegExp(`^${host}(?:/${component})+$`, 'u');
const tagGrammar = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/u;
const digestGrammar = /^sha256:[0-9a-f]{64}$/u;
const maxRepository = 255;

/** What `registry` of the config may be: a registry, and folders in it. */
export const registryPattern = new RegExp(`^${host}(?:/${component})*$`, 'u');

/**
 * Reads what a user typed as a name in a registry.
 * @param registry that of the config, for names without one · @param tag for names without tag and digest
 */
export const parseRegistryReference = (
	typed: string,
	{registry, tag = 'latest'}: {readonly registry: string | undefined; readonly tag?: string},
): ParsedReference => {
	const bare = typed.trim().replace(/^docker:\/\//u, '');
	const [scheme] = /^[a-z]+:\/\//iu.exec(bare) ?? [];
	if (scheme !== undefined) return {problem: `Leave out ${scheme}: registry.example.com/web:1.`};
	const [named = '', digest] = splitAt(bare, bare.indexOf('@'));
	if (digest !== undefined && !digestGrammar.test(digest))
		return {problem: 'A digest is sha256: and 64 digits.'};
	const colon = named.lastIndexOf(':');
	const [name = '', ownTag] = splitAt(named, colon > named.lastIndexOf('/') ? colon : -1);
	const isWhole = hasRegistry(name);
	if (!isWhole && registry === undefined)
		return {problem: 'Begin with the registry: registry.example.com/web:1.'};
	const repository = asPodmanNames(isWhole ? name : `${registry}/${name}`);
	const usedTag = ownTag ?? tag;
	const problem = problemOf(repository, usedTag);
	if (problem !== undefined) return {problem};
	const end = digest === undefined ? `:${usedTag}` : `@${digest}`;
	const last = repository.slice(repository.lastIndexOf('/') + 1);
	return {
		reference: {
			registry: repository.slice(0, repository.indexOf('/')),
			repository,
			text: `${repository}${end}`,
			local: `${last}:${usedTag}`,
		},
	};
};

/** As Podman decides it: the first part has a dot or a port, or is localhost. */
const hasRegistry = (name: string): boolean => {
	const slash = name.indexOf('/');
	const first = name.slice(0, Math.max(slash, 0));
	return slash > 0 && (/[.:]/u.test(first) || first === 'localhost');
};

/** Docker Hub has two names, and its own images are in a folder: Podman calls `docker.io/busybox` `docker.io/library/busybox`. */
const asPodmanNames = (repository: string): string => {
	const [, rest] = /^(?:index\.)?docker\.io\/(.+)$/u.exec(repository) ?? [];
	if (rest === undefined) return repository;
	return `docker.io/${rest.includes('/') ? '' : 'library/'}${rest}`;
};

const problemOf = (repository: string, tag: string): string | undefined => {
	if (repository.startsWith('localhost/'))
		return 'Give a registry on the worker its port: localhost:5000/web:1.';
	if (/[A-Z]/u.test(repository.slice(repository.indexOf('/'))))
		return 'Use lowercase letters after the registry.';
	if (repository.length > maxRepository) return `Use at most ${maxRepository} characters before the tag.`;
	if (!repositoryGrammar.test(repository))
		return 'Use registry/name:tag, with a–z, 0–9, dots, underscores and dashes.';
	if (tag === '') return 'After the colon, add a tag, or leave the colon out.';
	if (/^[.-]/u.test(tag))
		return 'Start the tag with a letter, a digit or an underscore, not with a dash or dot.';
	if (!tagGrammar.test(tag)) return 'A tag has letters, digits, dots, underscores and dashes, at most 128.';
	return undefined;
};

const splitAt = (text: string, at: number): readonly [string, string?] =>
	at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];

/** Where an image would go in the registry of the config; undefined without one. */
export const suggestedDestination = (
	{reference}: Pick<Image, 'reference'>,
	registry: string | undefined,
): string | undefined => {
	const {name, tag} = splitReference(reference);
	return registry === undefined ? undefined : `${registry}/${name.slice(name.lastIndexOf('/') + 1)}:${tag}`;
};
