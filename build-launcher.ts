import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';

const {engines} = JSON.parse(readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8'));
/** How the launcher opens the bundle that lies beside it. */
const fromFile = 'openFile(bundle)';

/**
 * A bundle as ASCII. esbuild escapes what is in strings, and leaves regular expressions as they are written.
 * @throws Error for a character beyond the basic plane, which not every regular expression can escape
 */
export const toAscii = (code: string): string =>
	code.replace(/[^\u0000-\u007F]/gu, character => {
		if (character.length > 1) throw new Error(`Escape ${character} in the source, with \\u{…}.`);
		return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
	});

/**
 * The launcher for one bundle.
 * @param folder has bundle.js and chunks.json @param opened an expression: a function that takes a position and a length, and gives
 * that part of the bundle as a Buffer
 */
export const launcherOf = (folder: string, opened = fromFile): string => {
	const launcher = readFileSync(path.join(import.meta.dirname, 'launcher.cjs'), 'utf8');
	if (!launcher.includes(fromFile)) throw new Error('launcher.cjs opens the bundle in another way.');
	const hash = createHash('sha256').update(readFileSync(path.join(folder, 'bundle.js')));
	return launcher
		.replace('OLDEST_NODE', String(Number.parseInt(engines.node.replace(/^>=/u, ''), 10)))
		.replace('BUNDLE_HASH', hash.digest('hex').slice(0, 16))
		.replace('BUNDLE_CHUNKS', readFileSync(path.join(folder, 'chunks.json'), 'utf8'))
		.replace(fromFile, opened);
};
