import prettyBytes from 'pretty-bytes';
import {capabilityTitle} from '../model/capability.ts';
import type {Image} from '../model/image.ts';
import type {CommandDeps} from './command-deps.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';
import {jsonLine} from './json-line.ts';
import {tableLines} from './print-table.ts';

const deadlineMs = 15_000;

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
		image.os,
		image.owner ?? '',
		prettyBytes(image.sizeBytes),
		new Date(image.createdAt).toISOString().slice(0, 16).replace('T', ' '),
		image.capabilities.map(capabilityTitle).join(','),
	]);
	for (const line of tableLines(
		['WORKER', 'IMAGE', 'TAG', 'OS', 'OWNER', 'SIZE', 'CREATED', 'CAPABILITIES'],
		table,
	))
		deps.out(line);
	return code;
};

const toRow = (image: Image) => ({
	...image,
	owner: image.owner ?? null,
	source: image.source ?? null,
	base: image.base ?? null,
	createdAt: new Date(image.createdAt).toISOString(),
});
