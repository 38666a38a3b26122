import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {Failure, toMessage} from '../model/failure.ts';

/**
 * The checksum in FILE.sha256, which sha256sum or `ingot images export` wrote.
 * @returns 64 letters, or undefined where there is no such file
 * @throws Failure (usage) where it is not readable, or says nothing of the file
 */
export const checksumBeside = async (file: string): Promise<string | undefined> => {
	let text: string;
	try {
		text = await readFile(`${file}.sha256`, 'utf8');
	} catch (thrown) {
		if ((thrown as {code?: unknown}).code === 'ENOENT') return undefined;
		throw new Failure(`${file}.sha256 could not be read: ${toMessage(thrown)}.`, {
			kind: 'usage',
			hint: 'Make it readable, or use --checksum.',
		});
	}
	const lines = text.split('\n').filter(line => line.trim() !== '');
	const name = path.basename(file);
	const hex = lines.map(hexOf(name, lines.length === 1)).find(each => each !== undefined);
	if (hex !== undefined) return hex;
	throw new Failure(`${file}.sha256 has no checksum of ${name}.`, {
		kind: 'usage',
		hint: 'Write it with sha256sum, or use --checksum.',
	});
};

/** The only line counts whatever name it has: the file may have been renamed. */
const hexOf =
	(name: string, isOnly: boolean) =>
	(line: string): string | undefined => {
		const [, hex, of = ''] = /^\\?([0-9a-fA-F]{64})(?: [ *](.*))?$/u.exec(line.trimEnd()) ?? [];
		return isOnly || path.basename(of) === name ? hex?.toLowerCase() : undefined;
	};
