import {constants, openSync, type Stats} from 'node:fs';
import {open, readFile} from 'node:fs/promises';
import {Socket} from 'node:net';
import {Failure} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';

/** A config of thousands of workers has less than a megabyte. */
const maxBytes = 16 * 1024 * 1024;

/**
 * The text of a config file, which may be a pipe: `--config <(…)`. A pipe is read without blocking a thread: one that nobody
 * writes to would keep the process from ending, whatever ends it.
 * @throws what the system says, Failure (usage) where it does not end, or the signal's reason (only of a pipe)
 */
export const readConfig = async (file: string, stats: Stats, signal?: AbortSignal): Promise<string> => {
	if (stats.isFIFO()) return readPipe(file, signal);
	if (stats.size > maxBytes) throw tooLong(file);
	return stats.isFile() ? readFile(file, 'utf8') : readDevice(file);
};

const readPipe = async (file: string, signal: AbortSignal | undefined): Promise<string> => {
	signal?.throwIfAborted();
	// A plain descriptor, which the socket closes.
	const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
	try {
		return await limited(file, new Socket({fd, readable: true, writable: false, ...(signal && {signal})}));
	} catch (thrown) {
		signal?.throwIfAborted();
		throw thrown;
	}
};

const readDevice = async (file: string): Promise<string> => {
	const handle = await open(file, constants.O_RDONLY);
	return limited(file, handle.createReadStream());
};

const limited = async (file: string, chunks: AsyncIterable<Buffer>): Promise<string> => {
	const all: Buffer[] = [];
	let length = 0;
	for await (const chunk of chunks) {
		all.push(chunk);
		length += chunk.length;
		if (length > maxBytes) throw tooLong(file);
	}
	return Buffer.concat(all).toString('utf8');
};

const tooLong = (file: string): Failure =>
	new Failure(`${neutralise(file)} has more than ${maxBytes / 1024 / 1024} MiB.`, {
		kind: 'usage',
		hint: 'Name another file with --config.',
	});
