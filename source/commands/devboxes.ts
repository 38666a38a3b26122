import {listDevboxes as listOf} from '../jobs/list-devboxes.ts';
import {capabilityTitle} from '../model/capability.ts';
import {type Devbox, ineligibleBecause, ownerOf, reasonText} from '../model/devbox.ts';
import type {CommandDeps} from './command-deps.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';
import {jsonLine} from './json-line.ts';
import {type Column, printTable} from './print-table.ts';
import {devboxStateMeaning} from './state-meaning.ts';

const deadlineMs = 15_000;

const columns: readonly Column[] = [
	{head: 'WORKER', rank: 0, minWidth: 8, isName: true},
	{head: 'DEVBOX', rank: 0, minWidth: 12, isName: true},
	{head: 'STATE', rank: 1},
	{head: 'OS', rank: 5},
	{head: 'IMAGE', rank: 3, minWidth: 14, isName: true},
	{head: 'CAPABILITIES', rank: 4, minWidth: 12},
	{head: 'SNAPSHOT', rank: 2, minWidth: 14},
];

/** `ingot devboxes`: all DevBoxes, and whether each is eligible for a snapshot. */
export const listDevboxes = async (deps: CommandDeps, options: WorkerOptions): Promise<number> => {
	const {account} = await deps.settings();
	const {rows, code} = await fromEachWorker(deps, options, remote =>
		listOf(remote, {signal: deps.signal, timeoutMs: deadlineMs}),
	);
	const listed = rows.map(devbox => ({devbox, why: ineligibleBecause(devbox, account)}));
	if (options.json) {
		for (const {devbox, why} of listed)
			deps.out(jsonLine({...toRow(devbox), eligible: why.length === 0, reasons: why}));
		return code;
	}
	const table = listed.map(({devbox, why}) => [
		devbox.worker,
		devbox.name,
		{text: devbox.state, meaning: devboxStateMeaning(devbox.state)},
		devbox.osInDoubt ? `${devbox.os}?` : devbox.os,
		{text: devbox.image, meaning: 'muted' as const},
		devbox.capabilities.map(capabilityTitle).join(','),
		why.length === 0
			? {text: 'yes', meaning: 'success' as const}
			: {text: `no: ${reasonText(devbox, why)}`, meaning: 'warning' as const},
	]);
	printTable(deps, columns, table);
	return code;
};

const toRow = (devbox: Devbox) => ({
	worker: devbox.worker,
	name: devbox.name,
	id: devbox.id,
	os: devbox.os,
	osInDoubt: devbox.osInDoubt ?? false,
	state: devbox.state,
	startedAt: devbox.startedAt === undefined ? null : new Date(devbox.startedAt).toISOString(),
	image: devbox.image,
	capabilities: devbox.capabilities,
	owner: ownerOf(devbox) ?? null,
	adopted: devbox.adoptedBy !== undefined,
	madeWith: devbox.madeWith ?? null,
	createdAt: new Date(devbox.createdAt).toISOString(),
});
