import {adopt, adoptionProblem, giveUp} from '../jobs/adopt.ts';
import {execArgv} from '../jobs/exec-argv.ts';
import {listDevboxes} from '../jobs/list-devboxes.ts';
import type {Os} from '../model/devbox.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {quote} from '../model/shell.ts';
import {neutralise} from '../model/text.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {findDevbox} from './find-devbox.ts';
import {jsonLine} from './json-line.ts';
import {type Column, printTable} from './print-table.ts';
import {refuseIdle} from './refuse-idle.ts';
import type {RunOptions} from './run-job.ts';
import {devboxStateMeaning} from './state-meaning.ts';

type DevboxFlags = RunOptions & {readonly worker?: string};

/** `ingot shell`: opens a shell or runs a command in a running DevBox. @returns its exit code */
export const openShell = async (
	deps: CommandDeps,
	wanted: string,
	{words, ...flags}: DevboxFlags & {words: readonly string[]},
): Promise<number> => {
	const {remote, worker, devbox} = await findDevbox(deps, wanted, flags.worker);
	remote.close();
	if (devbox.state !== 'running') {
		throw new Failure(`${devbox.name} is ${devbox.state}, not running.`, {
			kind: 'refused',
			hint: `\`ingot start ${quote([devbox.name])}\` starts it; or launch another one.`,
		});
	}
	const argv = execArgv(devbox.id, words, deps.isTerminal);
	if (flags.json) {
		const command = deps.interactiveArgv(worker, argv);
		deps.out(jsonLine({worker: worker.name, name: devbox.name, id: devbox.id, argv: command}));
		return exitCodes.done;
	}
	return deps.interactive(worker, argv);
};

export type AdoptFlags = {readonly json?: boolean; readonly undo?: boolean; readonly os?: Os};

/** `ingot adopt`: takes ownership of a container that Ingot did not launch; without one, lists the candidates. */
export const adoptDevbox = async (
	deps: CommandDeps,
	name: string,
	{wanted, json = false, undo = false, os}: AdoptFlags & {wanted: string | undefined},
): Promise<number> => {
	const settings = await deps.settings();
	const {account} = settings;
	const worker = findWorker(settings, name);
	if (undo) refuseIdle({os}, {why: 'means nothing to --undo', hint: 'Omit one of them.'});
	if (wanted === undefined) {
		refuseIdle(
			{undo, os},
			{why: 'needs the name of a container', hint: 'Without one, the candidates are listed.'},
		);
		return listAdoptable(deps, name, json);
	}
	const {remote, devbox} = await findDevbox(deps, wanted, worker.name);
	try {
		await (undo ? giveUp(remote, devbox, account) : adopt(remote, devbox, {account, os}));
	} finally {
		remote.close();
	}
	const row = {worker: worker.name, name: devbox.name, id: devbox.id, owner: undo ? null : account.user};
	deps.out(
		json
			? jsonLine(row)
			: `${neutralise(devbox.name)} is ${undo ? 'no longer adopted' : `now owned by ${account.user}`}.`,
	);
	return exitCodes.done;
};

const candidateColumns: readonly Column[] = [
	{head: 'CONTAINER', rank: 0, minWidth: 12, isName: true},
	{head: 'STATE', rank: 1},
	{head: 'MADE WITH', rank: 4, minWidth: 9},
	{head: 'OS', rank: 5},
	{head: 'IMAGE', rank: 2, minWidth: 14, isName: true},
	{head: 'ID', rank: 3},
];

const listAdoptable = async (deps: CommandDeps, name: string, json: boolean): Promise<number> => {
	const settings = await deps.settings();
	const remote = await deps.connect(findWorker(settings, name));
	try {
		const all = await listDevboxes(remote, {signal: deps.signal});
		const free = all
			.filter(each => adoptionProblem(each, settings.account) === undefined)
			.toSorted((a, b) => Number(b.madeWith !== undefined) - Number(a.madeWith !== undefined));
		if (json) {
			for (const {worker, name: box, id, state, image, madeWith, os, osInDoubt = false} of free)
				deps.out(jsonLine({worker, name: box, id, state, image, madeWith: madeWith ?? null, os, osInDoubt}));
			return exitCodes.done;
		}
		const rows = free.map(each => [
			each.name,
			{text: each.state, meaning: devboxStateMeaning(each.state)},
			each.madeWith ?? '',
			each.osInDoubt ? `${each.os}?` : each.os,
			each.image,
			each.id.slice(0, 12),
		]);
		printTable(deps, candidateColumns, rows);
		return exitCodes.done;
	} finally {
		remote.close();
	}
};
