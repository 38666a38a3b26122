import {readFile, realpath, stat} from 'node:fs/promises';
import path from 'node:path';
import type {BuildInput} from '../model/build.ts';
import {Failure} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import {listContext} from './list-context.ts';
import {reasonOf} from './reasons.ts';

/** A Containerfile has some kilobytes; longer ones are something else. */
const maxBytes = 1024 ** 2;

export type BuildPlace = {
	/** The folder. */
	readonly context: string;
	/** The Containerfile; default: Containerfile in the context, else Dockerfile. */
	readonly file?: string | undefined;
};

/**
 * Reads what a build needs on this computer: the Containerfile, the ignore file and the list of what is sent. Sends nothing.
 * @throws Failure (usage) that names what cannot be read and says what to do
 */
export const readInput = async (place: BuildPlace, signal: AbortSignal): Promise<BuildInput> => {
	const folder = await folderOf(place.context);
	const file = await containerfileIn(folder, place);
	const text = await textOf(file);
	signal.throwIfAborted();
	if (text.trim() === '') {
		throw unusable(
			`The Containerfile ${neutralise(file)} is empty.`,
			'Begin it with FROM and the image to build on.',
		);
	}
	const context = await listContext(folder, {
		ignoreFiles: [`${path.resolve(file)}.containerignore`, `${path.resolve(file)}.dockerignore`],
		signal,
	});
	return {context, file: {path: file, text}};
};

const unusable = (message: string, hint: string): Failure => new Failure(message, {kind: 'usage', hint});

const folderOf = async (context: string): Promise<string> => {
	const found = await stat(context).catch(failed => {
		throw unusable(
			`The context ${neutralise(context)} cannot be read: ${reasonOf(failed)}.`,
			'The context is the folder whose files COPY can use; give an existing one.',
		);
	});
	if (found.isDirectory()) return realpath(context);
	throw unusable(
		`The context ${neutralise(context)} is not a folder.`,
		'Give the folder whose files COPY can use, and name the Containerfile with --file.',
	);
};

const containerfileIn = async (folder: string, {context, file}: BuildPlace): Promise<string> => {
	if (file !== undefined) return file;
	for (const name of ['Containerfile', 'Dockerfile']) {
		const there = await stat(path.join(folder, name)).catch(() => undefined);
		if (there !== undefined) return path.join(context, name);
	}
	throw unusable(
		`There is no Containerfile and no Dockerfile in ${neutralise(folder)}.`,
		'Name it with --file, or give the folder that has it as the context.',
	);
};

/** @throws Failure for what is no file, cannot be read, is too long or is not UTF-8 */
const textOf = async (file: string): Promise<string> => {
	const name = `The Containerfile ${neutralise(file)}`;
	const hint = 'Name another file with --file, or fix this one.';
	try {
		const found = await stat(file);
		if (found.isDirectory()) throw unusable(`${name} is a folder.`, 'Name a file with --file.');
		if (!found.isFile()) throw unusable(`${name} is not a regular file.`, hint);
		if (found.size > maxBytes) throw unusable(`${name} is larger than 1 MiB.`, hint);
		return new TextDecoder('utf-8', {fatal: true}).decode(await readFile(file));
	} catch (thrown) {
		if (thrown instanceof Failure) throw thrown;
		if (thrown instanceof TypeError)
			throw unusable(`${name} is not UTF-8 text.`, 'Save it as UTF-8 and try again.');
		throw unusable(`${name} cannot be read: ${reasonOf(thrown)}.`, hint);
	}
};
