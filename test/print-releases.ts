import {readFileSync} from 'node:fs';

type Cell = {readonly name: string; readonly podman: string; readonly isWell: boolean};

/** Prints the results of test/live/releases-all.test.ts: cases as rows, releases of Podman as columns. */
const cells: readonly Cell[] = readFileSync(process.argv[2] ?? '/dev/stdin', 'utf8')
	.split('\n')
	.filter(line => line !== '')
	.map(line => JSON.parse(line) as Cell);

const names = [...new Set(cells.map(({name}) => name))];
const releases = [...new Set(cells.map(({podman}) => podman))].toSorted((a, b) =>
	a.localeCompare(b, 'en', {numeric: true}),
);
const widest = Math.max(0, ...names.map(({length}) => length)) + 2;
const mark = (name: string, podman: string): string => {
	const found = cells.filter(each => each.name === name && each.podman === podman);
	if (found.length === 0) return ' ';
	return found.every(each => each.isWell) ? '✓' : '✗';
};

console.log(`${'Podman'.padEnd(widest)}${releases.map(each => each.padStart(8)).join('')}`);
for (const name of names)
	console.log(`${name.padEnd(widest)}${releases.map(each => mark(name, each).padStart(8)).join('')}`);
const well = cells.filter(({isWell}) => isWell).length;
console.log(`${well} of ${cells.length} cases passed on ${releases.length} releases of Podman`);
