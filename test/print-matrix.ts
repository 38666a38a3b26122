import {readFileSync} from 'node:fs';
import type {Result} from './live/faults-matrix.ts';

/** Prints the results of the fault test: kinds and steps as rows, faults as columns. */
const results: readonly Result[] = readFileSync(process.argv[2] ?? '/dev/stdin', 'utf8')
	.split('\n')
	.filter(line => line !== '')
	.map(line => JSON.parse(line) as Result);

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
const marks = {survived: '✓', failed: '✗', impossible: '–'} as const;

/** A cell that several tests try has survived if all of them did. */
const markOf = (cells: readonly Result[]): string => {
	const worst = (['failed', 'impossible', 'survived'] as const).find(each =>
		cells.some(({result}) => result === each),
	);
	return worst === undefined ? ' ' : marks[worst];
};

const table = (kinds: readonly string[]): readonly string[] => {
	const own = results.filter(({kind}) => kinds.includes(kind));
	const faults = distinct(own.toSorted((a, b) => a.column - b.column).map(({fault}) => fault));
	const rows = kinds.flatMap(kind => {
		const ofKind = own.filter(each => each.kind === kind).toSorted((a, b) => a.row - b.row);
		return distinct(ofKind.map(({step}) => step)).map((step, index) => {
			const cells = faults.map(fault =>
				markOf(ofKind.filter(each => each.step === step && each.fault === fault)).padStart(3),
			);
			return `${(index === 0 ? kind : '').padEnd(18)}${step.padEnd(12)}${cells.join('')}`.trimEnd();
		});
	});
	const heads = faults.map((_, index) => String(index + 1).padStart(3)).join('');
	return [
		...faults.map((fault, index) => `${String(index + 1).padStart(3)} ${fault}`),
		'',
		`${' '.repeat(30)}${heads}`,
		...rows,
		'',
	];
};

const kinds = distinct(results.map(({kind}) => kind));
const isWindows = (kind: string) => kind.includes('Windows');
const tables = [kinds.filter(kind => !isWindows(kind)), kinds.filter(isWindows)].filter(
	each => each.length > 0,
);
for (const each of tables) console.log(table(each).join('\n'));

const impossible = results.filter(({result}) => result === 'impossible');
for (const why of distinct(impossible.map(each => each.why ?? ''))) {
	const cells = impossible.filter(each => each.why === why);
	console.log(
		`– ${distinct(cells.map(({fault}) => fault)).join(', ')} in ${distinct(cells.map(({kind, step}) => `${kind}: ${step}`)).join('; ')}: ${why}`,
	);
}
const tried = results.filter(({result}) => result !== 'impossible');
const survived = tried.filter(({result}) => result === 'survived');
console.log(`${tried.length} cases, ${survived.length} survived, ${impossible.length} make no sense (–)`);
