import {isHarmless} from './text.ts';

/** Options of `podman run --volume` that mean the same for every version. */
const options = new Set(['ro', 'rw', 'z', 'Z', 'U']);
const volumeName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/u;

/** Why this cannot be mounted, or undefined when it can: `data:/data`, `/srv/shop:/mnt:ro`. @param others those before it */
export const volumeProblem = (text: string, others: readonly string[]): string | undefined => {
	const [source = '', target = '', given = '', ...rest] = text.split(':');
	if (rest.length > 0 || target === '' || source === '')
		return 'A volume reads name:/path or /folder:/path, with :ro after it to protect it.';
	if (!isHarmless(text)) return 'A volume has no control or invisible characters.';
	if (!source.startsWith('/') && !volumeName.test(source))
		return 'Before the colon stands a volume’s name or a folder of the worker, from / on.';
	if (!target.startsWith('/') || target === '/')
		return 'After the colon stands a folder in the DevBox, from / on.';
	const unknown = given === '' ? undefined : given.split(',').find(each => !options.has(each));
	if (unknown !== undefined) return `${unknown} is none of ro, rw, z, Z, U.`;
	if (others.some(each => each.split(':')[1] === target)) return `${target} is on the list already.`;
	return undefined;
};
