import {explained} from './fidelity-explained.ts';
import type {Cell} from './fidelity-lab.ts';

const headingOf = (difference: string): string =>
	explained.find(({pattern}) => pattern.test(difference))?.heading ?? `NOT EXPLAINED: ${difference}`;
const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
const isStanding = (difference: string): boolean =>
	explained.some(each => each.isStanding && each.pattern.test(difference));

/** The table for people: a line for each container, then how often each difference was seen. */
export const printedTable = (cells: readonly Cell[]): string => {
	const rows = distinct(cells.map(each => each.row)).map(row => {
		const own = cells.filter(each => each.row === row);
		const notable = own.flatMap(each => each.differences).filter(each => !isStanding(each));
		return [row.padEnd(44), ...own.map(methodCell), distinct(notable.map(headingOf)).join('; ')]
			.join(' ')
			.trimEnd();
	});
	const seen = cells.flatMap(each => distinct(each.differences.map(headingOf)));
	const counts = distinct(seen).map(
		heading => `${String(seen.filter(each => each === heading).length).padStart(4)} ${heading}`,
	);
	const commits = cells.filter(each => each.ofCommit.some(line => !isStanding(`DevBox: ${line}`)));
	return [
		`${'container'.padEnd(44)} method, seconds with launch and comparison; what differs`,
		...rows,
		'',
		'snapshots that differ from the DevBox or from a bare commit, by reason (docs/fidelity.md):',
		...counts,
		'',
		`${distinct(cells.map(each => each.row)).length} containers, ${cells.length} snapshots, ${cells.filter(each => each.outcome.startsWith('done')).length} made and launched, the others refused with the reason`,
		`${distinct(commits.map(each => each.row)).length} of the containers have a bare commit that differs from them more than by what every image lacks`,
	].join('\n');
};

const methodCell = ({method, outcome, seconds}: Cell): string =>
	`${method} ${outcome.startsWith('done') ? seconds.toFixed(1) : 'refused'}`.padEnd(15);
