import {globSync} from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../source/worker');

/** The path of a script of the worker by its name without `.sh`, whatever folder holds it. @throws if there is none */
export const scriptPath = (name: string): string => {
	const [found, ...more] = globSync(`**/${name}.sh`, {cwd: root});
	if (found === undefined || more.length > 0) throw new Error(`not one script called ${name}`);
	return path.join(root, found);
};
