import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';

const folder = path.resolve(import.meta.dirname, '../../source/worker');
const texts = new Map(
	globSync('**/*.sh', {cwd: folder}).map(file => [
		path.basename(file),
		readFileSync(path.join(folder, file), 'utf8'),
	]),
);
const matches = (name: string, pattern: RegExp): readonly string[] =>
	[...(texts.get(name) ?? '').matchAll(pattern)].map(([, found = '']) => found);

/** The script and all that it reads into its shell. */
const readBy = (name: string, seen: Set<string> = new Set()): ReadonlySet<string> => {
	if (seen.has(name) || !texts.has(name)) return seen;
	seen.add(name);
	for (const each of matches(name, /^\s*\. \.\/([\w-]+\.sh)$/gmu)) readBy(each, seen);
	return seen;
};

/** windows-guard.sh replaces the function for Linux on purpose, and says so. */
const replaced = new Set(['remove_replaced']);

const scripts = [...texts.keys()].filter(name => readBy(name).size > 1);

test.each(scripts)(
	'no function of %s is replaced by one of the same name in a script that it reads',
	name => {
		const functions = [...readBy(name)].flatMap(each => matches(each, /^([a-z_]+)\(\)/gmu));
		const twice = functions.filter((each, index) => functions.indexOf(each) !== index && !replaced.has(each));
		expect(functions.length).toBeGreaterThan(0);
		expect(twice).toEqual([]);
	},
);

test('every function that a script calls exists', () => {
	const all = globSync('**/*.sh', {cwd: folder}).map(file => {
		const text = readFileSync(path.join(folder, file), 'utf8');
		return {file, text: text.replaceAll(/^\s*#.*$/gmu, '')};
	});
	const defined = new Set(
		all.flatMap(({text}) => [...text.matchAll(/^\s*([a-z_]+)\(\)/gmu)].map(([, name]) => name)),
	);
	// At the beginning of a command, with an underscore: no program of a worker is called so. Behind each_disk, too.
	const called =
		/(?:^\s*|\$\(|[;&|{] *|\b(?:if|then|else|do|while|until|elif|each_disk) |! )([a-z]+(?:_[a-z]+)+)(?=[ \n;)])(?! =)/gmu;
	const missing = all.flatMap(({file, text}) =>
		[...text.matchAll(called)].filter(([, name]) => !defined.has(name)).map(([, name]) => `${file}: ${name}`),
	);
	expect(missing).toEqual([]);
});
