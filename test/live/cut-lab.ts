import type {Remote} from '../../source/remote/remote.ts';
import type {Lab} from '../lab/lab.ts';
import {type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

/** A connection to a worker that is made anew where it was lost. */
export type Reconnecting = {
	remote(): Promise<Remote>;
	close(): Promise<void>;
};

/** @returns a connection to that worker of the lab, made when it is first needed */
export const reconnecting = (lab: Lab, worker: string): Reconnecting => {
	let current: Promise<SnapshotLab> | undefined;
	const forget = (made: typeof current) => {
		if (current === made) current = undefined;
	};
	return {
		async remote() {
			const made = current ?? snapshotLab(lab, worker);
			current = made;
			try {
				const {remote} = await made;
				void remote.ended.then(() => forget(made));
				return remote;
			} catch (thrown) {
				forget(made);
				throw thrown;
			}
		},
		close: async () => (await current)?.remote.close(),
	};
};

/** Passes bytes on, and calls `then` once after so many of them. */
export const onceAfter = (bytes: number, then: () => Promise<unknown>) => {
	let passed = 0;
	let isOver = false;
	return async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
		for await (const chunk of chunks) {
			passed += chunk.length;
			if (!isOver && passed > bytes) {
				isOver = true;
				await then();
			}
			yield chunk;
		}
	};
};
