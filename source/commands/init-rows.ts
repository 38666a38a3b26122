import type {Candidate} from '../model/candidate.ts';
import {factsWords, type Trial} from '../model/setup.ts';
import {neutralise} from '../model/text.ts';
import {tableLines} from './print-table.ts';

export type TriedCandidate = {readonly candidate: Candidate; readonly trial?: Trial};

/** For scripts: one object for each machine that was found. */
export const candidateRow = ({candidate: {worker, from, refusal}, trial}: TriedCandidate) => ({
	type: 'worker',
	worker: worker.name,
	name: worker.name,
	ssh: worker.ssh ?? null,
	local: worker.ssh === undefined && refusal === undefined,
	identityFile: worker.identityFile ?? null,
	socket: worker.socket ?? null,
	from,
	state: refusal === undefined ? (trial?.state ?? 'unknown') : 'refused',
	reason: refusal ?? (trial?.state === 'failed' ? trial.reason : null),
	hint: trial?.state === 'failed' ? trial.hint : null,
	...(trial?.state === 'ok' && {
		podman: trial.facts?.podmanVersion ?? null,
		rootless: trial.facts?.rootless ?? null,
		freeBytes: trial.facts?.freeBytes ?? null,
	}),
});

/** For people: a table, with a hint under each machine that is not reachable. */
export const candidateTable = (tried: readonly TriedCandidate[]): readonly string[] => {
	const [head = '', ...lines] = tableLines(
		['', 'WORKER', 'ADDRESS', 'FOUND IN', 'STATUS'],
		tried.map(({candidate: {worker, from, refusal}, trial}) => [
			markOf(trial),
			worker.name,
			worker.ssh ?? (refusal === undefined ? 'this machine' : ''),
			from.join(', '),
			refusal ?? answerOf(trial),
		]),
	);
	return [
		head,
		...lines.flatMap((line, index) => {
			const trial = tried[index]?.trial;
			return trial?.state === 'failed' ? [line, `      → ${neutralise(trial.hint)}`] : [line];
		}),
	];
};

const markOf = (trial: Trial | undefined): string => {
	if (trial === undefined) return '–';
	return trial.state === 'ok' ? 'ok' : 'FAIL';
};

const answerOf = (trial: Trial | undefined): string => {
	if (trial?.state === 'ok') return factsWords(trial.facts);
	return trial?.state === 'failed' ? trial.reason : '';
};
