import {execFileSync} from 'node:child_process';
import {mkdirSync, rmSync, statfsSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {LocalWorker} from '../jobs/local-worker.ts';

/** Gives Ingot's folder on that worker a small disk, which can be filled to its last byte. */
export const smallDisk = ({
	ingotFolder,
}: LocalWorker): Disposable & {fill(): void; leave(pages: number): void; free(): void} => {
	mkdirSync(ingotFolder, {recursive: true});
	execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', ingotFolder]);
	const filler = path.join(ingotFolder, 'filler');
	return {
		fill() {
			try {
				writeFileSync(filler, Buffer.alloc(4_000_000));
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
				throw error;
			}
			throw new Error('The disk is larger than that.');
		},
		/** Fills it but for that many pages of 4 KiB. */
		leave(pages) {
			const {bavail, bsize} = statfsSync(ingotFolder);
			writeFileSync(filler, Buffer.alloc(bavail * bsize - pages * 4096));
		},
		free: () => rmSync(filler),
		[Symbol.dispose]: () => void execFileSync('umount', ['--lazy', ingotFolder]),
	};
};
