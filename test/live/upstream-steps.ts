import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {homeIn, member} from '../driver/homes.ts';
import type {Lab} from '../lab/lab.ts';
import type {Expected, UpstreamCase} from './upstream-cases.ts';
import type {Boot, UpstreamLab} from './upstream-lab.ts';

/** The result of one step of a row; `wrong` when it was not as expected. */
export type Cell = {readonly step: string; readonly text: string; readonly wrong: boolean};

type Ended = {readonly code: number; readonly said: string};
/** A row while it runs. */
export type Run = {
	readonly lab: Lab;
	readonly win: UpstreamLab;
	readonly worker: string;
	readonly each: UpstreamCase;
	readonly generation: string;
	readonly name: string;
	readonly cells: Cell[];
};

/** Runs Ingot without a time limit. */
export const ingot = async ({lab}: Run, ...argv: readonly string[]): Promise<Ended> => {
	const home = homeIn(lab, member('alice'));
	const [program = '', ...words] = home.argv(...argv);
	const child = spawn(program, words, {
		env: {...process.env, ...home.env},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
	const [code] = await once(child, 'close');
	return {code: Number(code ?? -1), said};
};

/** The last lines of the output, in one. */
export const reasonOf = (said: string): string =>
	said
		.split('\n')
		.map(line => line.replace(/^[✗!›✓\s]+/u, '').trim())
		.filter(line => line !== '')
		.slice(-6)
		.join(' | ');

export const note = (run: Run, cell: Cell): boolean => {
	run.cells.push(cell);
	return !cell.wrong;
};
export const right = (step: string, text: string): Cell => ({step, text, wrong: false});
export const wrongly = (step: string, text: string): Cell => ({step, text, wrong: true});
export const describeBoot = ({boots, last, ntfs}: Boot): string => `boot ${boots}, ${last}, ntfs ${ntfs}`;

/** What was not as expected about a command; undefined if nothing. */
export const asExpected = (ended: Ended, expected: Expected): string | undefined => {
	if (expected === 'right') return ended.code === 0 ? undefined : `FAILED: ${reasonOf(ended.said)}`;
	if (ended.code === 0) return 'NOT REFUSED';
	return expected.test(ended.said) ? undefined : `refused otherwise: ${reasonOf(ended.said)}`;
};

export const startedAt = ({win}: Run, name: string) =>
	win.sh(`podman inspect --format '{{.State.Status}} {{.State.StartedAt}}' ${name}`);
export const snapshot = (run: Run, {from, image, method}: {from: string; image: string; method: string}) =>
	ingot(
		run,
		...['create', '-w', `${run.lab.name}-${run.worker}`, '-f', from, '-n', image, '-t', '1', '--yes'],
		...(method === 'auto' ? [] : ['--method', method]),
		...(run.each.create ?? []),
	);
