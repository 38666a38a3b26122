import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';

const {engines} = JSON.parse(readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8'));
/** How the launcher reads the bundle that lies beside it: as ASCII, the fastest. */
const fromFile = "fs.readFileSync(bundle, 'latin1')";

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
 * @param bundle the file, in ASCII @param source an expression that reads the bundle's text
 */
export const launcherOf = (bundle: string, source = fromFile): string => {
	const launcher = readFileSync(path.join(import.meta.dirname, 'launcher.cjs'), 'utf8');
	if (!launcher.includes(fromFile)) throw new Error('launcher.cjs reads the bundle in another way.');
	return launcher
		.replace('OLDEST_NODE', String(Number.parseInt(engines.node.replace(/^>=/u, ''), 10)))
		.replace('BUNDLE_HASH', createHash('sha256').update(readFileSync(bundle)).digest('hex').slice(0, 16))
		.replace(fromFile, source);
};
