import type {Candidate} from '../model/candidate.ts';
import {factsWords, type Trial} from '../model/setup.ts';
import {neutralise} from '../model/text.ts';
import type {CommandDeps} from './command-deps.ts';
import {type Column, printTable, type TableCell} from './print-table.ts';

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

const columns: readonly Column[] = [
	{head: '', rank: 1},
	{head: 'WORKER', rank: 0, minWidth: 8, isName: true},
	{head: 'ADDRESS', rank: 3, minWidth: 14, isName: true},
	{head: 'FOUND IN', rank: 4, minWidth: 10},
	{head: 'STATUS', rank: 2, minWidth: 20, wraps: true},
];

/** Prints a table for people, with a hint under each machine that is not reachable. */
export const printCandidates = (deps: CommandDeps, tried: readonly TriedCandidate[]): void =>
	printTable(
		deps,
		columns,
		tried.map(({candidate: {worker, from, refusal}, trial}) => ({
			cells: [
				markOf(trial),
				worker.name,
				worker.ssh ?? (refusal === undefined ? 'this machine' : ''),
				from.join(', '),
				refusal ?? answerOf(trial),
			],
			note: trial?.state === 'failed' ? `      → ${neutralise(trial.hint)}` : undefined,
		})),
	);

const markOf = (trial: Trial | undefined): TableCell => {
	if (trial === undefined) return '–';
	return trial.state === 'ok' ? {text: 'ok', meaning: 'success'} : {text: 'FAIL', meaning: 'danger'};
};

const answerOf = (trial: Trial | undefined): string => {
	if (trial?.state === 'ok') return factsWords(trial.facts);
	return trial?.state === 'failed' ? trial.reason : '';
};
