import {isHarmless} from './text.ts';

/** Options of `podman run --volume` that mean the same in every version. */
const options = new Set(['ro', 'rw', 'z', 'Z', 'U']);
const volumeName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/u;

/** @returns why this is not a valid volume, or undefined. Valid: `data:/data`, `/srv/shop:/mnt:ro`. @param others those before it */
export const volumeProblem = (text: string, others: readonly string[]): string | undefined => {
	const [source = '', target = '', given = '', ...rest] = text.split(':');
	if (rest.length > 0 || target === '' || source === '')
		return 'Use name:/path or /folder:/path, with :ro at the end to make it read-only.';
	if (!isHarmless(text)) return 'A volume cannot contain control or invisible characters.';
	if (!source.startsWith('/') && !volumeName.test(source))
		return 'Before the colon, use a volume name or an absolute path on the worker.';
	if (!target.startsWith('/') || target === '/')
		return 'After the colon, use an absolute path in the DevBox.';
	const unknown = given === '' ? undefined : given.split(',').find(each => !options.has(each));
	if (unknown !== undefined) return `${unknown} is not one of ro, rw, z, Z, U.`;
	if (others.some(each => each.split(':')[1] === target)) return `${target} is already in the list.`;
	return undefined;
};
