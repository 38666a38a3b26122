import prettyBytes from 'pretty-bytes';
import {capabilityTitle} from '../model/capability.ts';
import type {Image} from '../model/image.ts';
import {minuteText} from '../model/when.ts';
import type {CommandDeps} from './command-deps.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';
import {jsonLine} from './json-line.ts';
import {type Column, printTable} from './print-table.ts';

const deadlineMs = 15_000;

const columns: readonly Column[] = [
	{head: 'WORKER', rank: 0, minWidth: 8, isName: true},
	{head: 'IMAGE', rank: 0, minWidth: 12, isName: true},
	{head: 'TAG', rank: 0, minWidth: 8, isName: true},
	{head: 'OS', rank: 5},
	{head: 'OWNER', rank: 4, minWidth: 8, isName: true},
	{head: 'SIZE', rank: 2},
	{head: 'CREATED', rank: 3},
	{head: 'CAPABILITIES', rank: 1, minWidth: 14},
];

/** `ingot images`: the golden images of all workers. */
export const listImages = async (deps: CommandDeps, options: WorkerOptions): Promise<number> => {
	const {rows, code} = await fromEachWorker(deps, options, async remote => {
		const {managed} = await remote.images({signal: deps.signal, timeoutMs: deadlineMs});
		return managed;
	});
	if (options.json) {
		for (const image of rows) deps.out(jsonLine(toRow(image)));
		return code;
	}
	const table = rows.map(image => [
		image.worker,
		image.name,
		image.tag,
		{text: image.os, meaning: image.os},
		image.owner ?? '',
		prettyBytes(image.sizeBytes),
		{text: minuteText(image.createdAt), meaning: 'muted' as const},
		image.capabilities.map(capabilityTitle).join(','),
	]);
	printTable(deps, columns, table);
	return code;
};

const toRow = (image: Image) => ({
	...image,
	owner: image.owner ?? null,
	source: image.source ?? null,
	base: image.base ?? null,
	createdAt: new Date(image.createdAt).toISOString(),
});
