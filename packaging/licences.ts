import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import type {Metafile} from 'esbuild';

const packagePattern = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//u;

/** The licences of all packages whose code is in a bundle, one after another. @param root the folder of the paths in it */
export const licencesOf = (bundled: Metafile, root: string): string => {
	const folders = new Set(Object.keys(bundled.inputs).flatMap(file => packagePattern.exec(file)?.[1] ?? []));
	return [...folders]
		.toSorted()
		.map(folder => licenceOf(path.join(root, folder)))
		.join('\n');
};

const licenceOf = (folder: string): string => {
	const {name, version, license} = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
	const file = readdirSync(folder).find(each => /^licen[cs]e/iu.test(each));
	const text =
		file === undefined
			? 'The package has no file with its licence.\n'
			: readFileSync(path.join(folder, file), 'utf8');
	return `${'='.repeat(72)}\n${name} ${version} (${license})\n\n${text}`;
};
