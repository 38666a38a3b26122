import type {Readable} from 'node:stream';

/** Output before a mark, and how it ended: the mark was found, the stream ended without it, was too long, or took too long. */
export type Before = {
	readonly text: string;
	readonly bytes: number;
	readonly end: 'found' | 'ended' | 'much' | 'late';
};

const breaks = ['end', 'close', 'error'] as const;

/**
 * Reads a stream up to a line with the mark and leaves the rest for the next reader, so there is no second stream that has to
 * be read to its end.
 */
export const untilMark = (
	stream: Readable,
	mark: string,
	{maxBytes, timeoutMs}: {readonly maxBytes: number; readonly timeoutMs: number},
): Promise<Before> =>
	new Promise(resolve => {
		const wanted = Buffer.from(`${mark}\n`);
		let taken = Buffer.alloc(0);
		const finish = (end: Before['end'], bytes = taken.length) => {
			clearTimeout(timer);
			stream.off('data', take);
			for (const event of breaks) stream.off(event, hasEnded);
			stream.pause();
			const rest = taken.subarray(bytes + wanted.length);
			if (end === 'found' && rest.length > 0) stream.unshift(rest);
			resolve({text: taken.subarray(0, bytes).toString('utf8'), bytes, end});
		};
		const hasEnded = () => finish('ended');
		const take = (chunk: Buffer) => {
			// The mark may have started in the last chunk.
			const from = Math.max(0, taken.length - wanted.length);
			taken = Buffer.concat([taken, chunk]);
			const at = taken.indexOf(wanted, from);
			if (at !== -1) finish('found', at);
			else if (taken.length > maxBytes) finish('much');
		};
		const timer = setTimeout(() => finish('late'), timeoutMs);
		stream.on('data', take);
		// It may be paused from an earlier mark.
		stream.resume();
		for (const event of breaks) stream.once(event, hasEnded);
	});
