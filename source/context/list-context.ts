import {isUtf8} from 'node:buffer';
import type {Stats} from 'node:fs';
import {lstat, readdir, readFile, readlink} from 'node:fs/promises';
import path from 'node:path';
import type {BuildContext, ContextEntry} from '../model/build.ts';
import {Failure} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import {ignoreRules} from './ignore-rules.ts';
import {reasonOf} from './reasons.ts';

type Listing = {
	readonly folder: string;
	readonly leaves: (path: string) => boolean;
	/** Whether something in a folder that is left out may be wanted again by a `!` rule. */
	readonly mayReturn: boolean;
	readonly signal: AbortSignal;
	readonly entries: ContextEntry[];
	readonly sockets: string[];
	readonly linksOut: string[];
	bytes: number;
};

/** So many folders' entries are examined at once; more would only fill the queue of the file system. */
const atOnce = 64;

/**
 * Lists what a build sends of a folder: everything that its ignore file does not leave out. Podman ignores again with the same
 * file, so what is left out here only saves time.
 * @param ignoreFiles absolute paths that win over those in the folder
 * @throws Failure (usage) for a name that is not UTF-8 and for a folder that cannot be read
 */
export const listContext = async (
	folder: string,
	{ignoreFiles, signal}: {readonly ignoreFiles: readonly string[]; readonly signal: AbortSignal},
): Promise<BuildContext> => {
	const used = await findIgnore([
		...ignoreFiles,
		path.join(folder, '.containerignore'),
		path.join(folder, '.dockerignore'),
	]);
	const listing: Listing = {
		folder,
		leaves: used === undefined ? () => false : ignoreRules(used),
		mayReturn: /^\s*!/mu.test(used?.text ?? ''),
		signal,
		entries: [],
		sockets: [],
		linksOut: [],
		bytes: 0,
	};
	await listFolder(listing, '');
	const {entries, bytes} = listing;
	return {folder, entries, bytes, ignore: used, notes: notesOf(listing)};
};

const findIgnore = async (places: readonly string[]): Promise<BuildContext['ignore']> => {
	for (const place of places) {
		const text = await readFile(place, 'utf8').catch((thrown: {code?: string}) => {
			if (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR') return undefined;
			throw new Failure(`The ignore file ${neutralise(place)} cannot be read: ${reasonOf(thrown)}.`, {
				kind: 'usage',
				hint: 'Fix it or remove it: without it, all files of the folder would be sent.',
			});
		});
		if (text !== undefined) return {path: place, text};
	}
	return undefined;
};

/** Parents come before what they hold. @returns whether anything of it is sent */
const listFolder = async (listing: Listing, inside: string): Promise<void> => {
	listing.signal.throwIfAborted();
	const names = await readdir(path.join(listing.folder, inside), {encoding: 'buffer'}).catch(
		(thrown: unknown) => {
			throw unreadable(inside, thrown);
		},
	);
	names.sort(Buffer.compare);
	for (let from = 0; from < names.length; from += atOnce) {
		const paths = names.slice(from, from + atOnce).map(name => pathOf(inside, name));
		const all = await Promise.all(paths.map(each => look(listing, each)));
		for (const [index, stats] of all.entries()) {
			if (stats !== undefined) await take(listing, paths[index] ?? '', stats);
		}
	}
};

const pathOf = (inside: string, name: Buffer): string => {
	const prefix = inside === '' ? '' : `${inside}/`;
	if (isUtf8(name)) return prefix + name.toString();
	const shown = name
		.toString('latin1')
		.replaceAll(/[^ -~]/gu, each => `\\x${each.charCodeAt(0).toString(16).padStart(2, '0')}`);
	throw new Failure(`The context has a name that is not UTF-8: ${neutralise(prefix)}${shown}`, {
		kind: 'usage',
		hint: 'Rename it, or leave its folder out with .containerignore.',
	});
};

/** @returns undefined for what is left out */
const look = async (listing: Listing, each: string): Promise<Stats | undefined> => {
	const isLeft = listing.leaves(each);
	if (isLeft && !listing.mayReturn) return undefined;
	const stats = await lstat(path.join(listing.folder, each)).catch((thrown: unknown) => {
		throw unreadable(each, thrown);
	});
	return isLeft && !stats.isDirectory() ? undefined : stats;
};

const take = async (listing: Listing, each: string, stats: Stats): Promise<void> => {
	if (stats.isSocket()) {
		listing.sockets.push(each);
		return;
	}
	const kind = kindOf(stats);
	if (kind === 'link') await noteLink(listing, each);
	const size = kind === 'file' ? stats.size : 0;
	listing.bytes += size;
	const before = listing.entries.length;
	listing.entries.push({path: each, kind, size});
	if (kind !== 'folder') return;
	await listFolder(listing, each);
	// A folder that is left out is there only for what a rule wants again.
	if (listing.entries.length === before + 1 && listing.leaves(each)) listing.entries.pop();
};

const kindOf = (stats: Stats): ContextEntry['kind'] => {
	if (stats.isDirectory()) return 'folder';
	if (stats.isSymbolicLink()) return 'link';
	if (stats.isFile()) return 'file';
	return stats.isFIFO() ? 'fifo' : 'device';
};

const noteLink = async (listing: Listing, each: string): Promise<void> => {
	const target = await readlink(path.join(listing.folder, each)).catch(() => '');
	const to = path.resolve(listing.folder, path.dirname(each), target);
	if (to !== listing.folder && !to.startsWith(`${listing.folder}/`)) listing.linksOut.push(each);
};

const unreadable = (each: string, thrown: unknown): Failure =>
	new Failure(`${neutralise(each) || 'The context'} cannot be read: ${reasonOf(thrown)}.`, {
		kind: 'usage',
		hint: 'Make it readable, or leave it out with .containerignore.',
	});

const notesOf = ({sockets, linksOut}: Listing): readonly string[] => [
	...(sockets.length === 0
		? []
		: [`Sockets are not sent, because images cannot hold them: ${examples(sockets)}.`]),
	...(linksOut.length === 0
		? []
		: [
				`These links point out of the context: ${examples(linksOut)}. The links are sent, but not what they point to, so COPY of it fails.`,
			]),
];

const examples = (paths: readonly string[]): string => {
	const shown = paths.slice(0, 3).map(neutralise).join(', ');
	return paths.length > 3 ? `${shown} and ${paths.length - 3} more` : shown;
};
