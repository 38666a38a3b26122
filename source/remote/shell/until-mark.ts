import type {Readable} from 'node:stream';

/** What came before a mark, and how that ended: it was found, the stream ended without it, said too much, or took too long. */
export type Before = {
	readonly text: string;
	readonly bytes: number;
	readonly end: 'found' | 'ended' | 'much' | 'late';
};

const breaks = ['end', 'close', 'error'] as const;

/**
 * Takes what a stream says up to a line, and leaves all that comes after to whoever reads it next: there is no second stream
 * that somebody would have to read to its end.
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
			// The mark may have begun in the last chunk.
			const from = Math.max(0, taken.length - wanted.length);
			taken = Buffer.concat([taken, chunk]);
			const at = taken.indexOf(wanted, from);
			if (at !== -1) finish('found', at);
			else if (taken.length > maxBytes) finish('much');
		};
		const timer = setTimeout(() => finish('late'), timeoutMs);
		stream.on('data', take);
		// It may have been left by an earlier mark.
		stream.resume();
		for (const event of breaks) stream.once(event, hasEnded);
	});
