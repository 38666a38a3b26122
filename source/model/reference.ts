/**
 * Image names and tags: our field rules, and on top of them the OCI grammar (distribution spec, "Pulling manifests"),
 * because Podman rejects some names that the field rules alone allow.
 */
const ociComponent = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/u;
const ociTag = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/u;
const defaultTag = 'latest';

/** @returns why this is not a valid image name, or undefined */
export const nameProblem = (name: string): string | undefined => {
	if (name.length < 2) return 'Use at least 2 characters.';
	if (name.length > 64) return 'Use at most 64 characters.';
	if (/[A-Z]/u.test(name)) return 'Use lowercase letters.';
	if (!/^[a-z0-9._-]+$/u.test(name)) return 'Use only a–z, 0–9, dots, underscores and dashes.';
	if (!/^[a-z0-9]/u.test(name)) return 'Start with a letter or digit.';
	if (!/[a-z0-9]$/u.test(name)) return 'End with a letter or digit.';
	if (!ociComponent.test(name)) {
		return 'Separate letters and digits by one dot, one or two underscores, or dashes, not a mix.';
	}
	return undefined;
};

/** @returns why this is not a valid tag, or undefined. Empty is allowed and means `latest`. */
export const tagProblem = (tag: string): string | undefined => {
	if (tag === '') return undefined;
	if (tag.length > 63) return 'Use at most 63 characters.';
	if (!/^[A-Za-z0-9._-]+$/u.test(tag)) return 'Use only letters, digits, dots, underscores and dashes.';
	if (!ociTag.test(tag)) return 'Start with a letter, a digit or an underscore.';
	return undefined;
};

/** `localhost/<name>:<tag>`. */
export const toReference = (name: string, tag: string): string =>
	`localhost/${name}:${tag === '' ? defaultTag : tag}`;

/** A reference for people: every image of a worker is at localhost, so that is left out; other registries keep their host. */
export const shortReference = (reference: string): string => reference.replace(/^localhost\//u, '');

/** `localhost/web:1` → name and tag for people; other registries keep their host. */
export const splitReference = (reference: string): {name: string; tag: string} => {
	const bare = shortReference(reference);
	const colon = bare.lastIndexOf(':');
	return colon > bare.lastIndexOf('/')
		? {name: bare.slice(0, colon), tag: bare.slice(colon + 1)}
		: {name: bare, tag: defaultTag};
};

/** @returns why `name` or `name:tag`, as typed, is not a valid name of an image, or undefined */
export const typedNameProblem = (typed: string): string | undefined => {
	if (typed.endsWith(':')) return 'After the colon, add a tag, or leave the colon out.';
	const {name, tag} = splitReference(typed);
	return referenceProblem(name, tag);
};

/** @returns why a name and a tag in one text are not valid, with which of them is meant, or undefined */
export const referenceProblem = (name: string, tag: string): string | undefined => {
	const ofTag = tagProblem(tag);
	return nameProblem(name) ?? (ofTag && `Tag: ${ofTag}`);
};
