import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';

const {engines} = JSON.parse(readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8'));

/** How the launcher reads the bundle that lies beside it. */
const fromFile = "fs.readFileSync(bundle, 'latin1')";

/**
 * The launcher for one bundle.
 * @param source an expression that reads the bundle's text @throws Error if the bundle is not ASCII, as which it is read
 */
export const launcherOf = (bundle: string, source = fromFile): string => {
	const code = readFileSync(bundle);
	// esbuild escapes what it can; regular expressions stay as they are written.
	const at = code.findIndex(byte => byte > 127);
	if (at !== -1)
		throw new Error(`Escape this in its source: ${code.subarray(Math.max(0, at - 40), at + 20).toString()}`);
	const launcher = readFileSync(path.join(import.meta.dirname, 'launcher.cjs'), 'utf8');
	if (!launcher.includes(fromFile)) throw new Error('launcher.cjs reads the bundle in another way.');
	return launcher
		.replace('OLDEST_NODE', String(Number.parseInt(engines.node.replace(/^>=/u, ''), 10)))
		.replace('BUNDLE_HASH', createHash('sha256').update(code).digest('hex').slice(0, 16))
		.replace(fromFile, source);
};
