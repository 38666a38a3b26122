import {readFile} from 'node:fs/promises';
import {text} from 'node:stream/consumers';
import {Failure, toMessage} from '../model/failure.ts';

/** The text of a file, or of stdin for `-`. @throws Failure (usage) when it cannot be read */
export const readText = async (name: string): Promise<string> => {
	try {
		return name === '-' ? await text(process.stdin) : await readFile(name, 'utf8');
	} catch (thrown) {
		throw new Failure(`${name} cannot be read: ${toMessage(thrown)}`, {
			kind: 'usage',
			hint: 'Use the name of an existing file, or - for stdin.',
		});
	}
};
