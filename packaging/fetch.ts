// Packages that cannot be dependencies: npm installs no binary of another processor.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, rmSync} from 'node:fs';
import path from 'node:path';

const pinnedFile = path.join(import.meta.dirname, 'pinned.json');
const pinned: Readonly<Record<string, string>> = JSON.parse(readFileSync(pinnedFile, 'utf8'));

/** The version of Node in the executable; the one that runs this must be the same, as it writes what that one reads. */
export const pinnedNode = pinned.node ?? '';

const isIntact = (file: string, integrity: string): boolean =>
	existsSync(file) &&
	`sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}` === integrity;

/**
 * Fetches a package from the npm registry once and unpacks it.
 * @param spec name@version; its hash is in pinned.json
 * @returns the package's folder @throws Error if it is not exactly the pinned one
 */
export const fetchPackage = (spec: string, folder: string): string => {
	const integrity = pinned[spec];
	if (integrity === undefined)
		throw new Error(`${spec} is not in ${pinnedFile}. Add its hash: npm view ${spec} dist.integrity`);
	const archive = path.join(folder, `${spec.replace('@', '-')}.tgz`);
	const unpacked = path.join(folder, spec);
	mkdirSync(unpacked, {recursive: true});
	if (!isIntact(archive, integrity))
		execFileSync('npm', ['pack', spec, '--silent', '--pack-destination', folder], {
			stdio: ['ignore', 'ignore', 'inherit'],
		});
	if (!isIntact(archive, integrity)) {
		rmSync(archive, {force: true});
		throw new Error(`${spec} from the registry is not the pinned one; it was removed.`);
	}
	execFileSync('tar', ['-xzf', archive, '-C', unpacked, '--strip-components', '1']);
	return unpacked;
};
