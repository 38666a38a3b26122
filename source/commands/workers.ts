import prettyBytes from 'pretty-bytes';
import {readRoom} from '../jobs/read-room.ts';
import type {CommandDeps} from './command-deps.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';
import {jsonLine} from './json-line.ts';
import {type Column, printTable} from './print-table.ts';

const deadlineMs = 15_000;

const columns: readonly Column[] = [
	{head: 'WORKER', rank: 0, minWidth: 8, isName: true},
	{head: 'LABELS', rank: 3, minWidth: 8},
	{head: 'RUNNING', rank: 1},
	{head: 'MEMORY FREE', rank: 1},
	{head: 'DISK FREE', rank: 2},
	{head: 'PODMAN', rank: 4},
];

/** `ingot workers`: the workers that answer, their labels, and the room they have. */
export const listWorkers = async (deps: CommandDeps, options: WorkerOptions): Promise<number> => {
	const {rows, code} = await fromEachWorker(deps, options, async (remote, worker) => [
		{worker, ...(await readRoom(remote, {signal: deps.signal, timeoutMs: deadlineMs}))},
	]);
	if (options.json) {
		for (const {worker, facts, room} of rows)
			deps.out(
				jsonLine({
					worker: worker.name,
					labels: worker.labels ?? [],
					running: room.running ?? null,
					memoryFreeBytes: room.memoryBytes ?? null,
					diskFreeBytes: room.diskBytes ?? null,
					podman: facts?.podmanVersion ?? null,
				}),
			);
		return code;
	}
	const size = (bytes: number | undefined): string => (bytes === undefined ? '' : prettyBytes(bytes));
	const table = rows.map(({worker, facts, room}) => [
		worker.name,
		{text: (worker.labels ?? []).join(','), meaning: 'muted' as const},
		String(room.running ?? ''),
		size(room.memoryBytes),
		size(room.diskBytes),
		facts?.podmanVersion ?? '',
	]);
	printTable(deps, columns, table);
	return code;
};
