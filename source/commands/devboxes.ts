import {listDevboxes as listOf} from '../jobs/list-devboxes.ts';
import {capabilityTitle} from '../model/capability.ts';
import {type Devbox, ineligibleBecause, ownerOf, reasonText} from '../model/devbox.ts';
import type {CommandDeps} from './command-deps.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';
import {jsonLine} from './json-line.ts';
import {tableLines} from './print-table.ts';

const deadlineMs = 15_000;

/** `ingot devboxes`: all DevBoxes, and whether each can be snapshot. */
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
		devbox.state,
		devbox.osInDoubt ? `${devbox.os}?` : devbox.os,
		devbox.image,
		devbox.capabilities.map(capabilityTitle).join(','),
		why.length === 0 ? 'yes' : `no: ${reasonText(devbox, why)}`,
	]);
	for (const line of tableLines(
		['WORKER', 'DEVBOX', 'STATE', 'OS', 'IMAGE', 'CAPABILITIES', 'SNAPSHOT'],
		table,
	))
		deps.out(line);
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
