import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

/** One folder for all that a run of tests makes in passing; it goes with the run. A short name, since sockets lie in it. */
export const setup = (): (() => void) => {
	const before = process.env.TMPDIR;
	const folder = mkdtempSync(path.join(tmpdir(), 'it-'));
	process.env.TMPDIR = folder;
	return () => {
		if (before === undefined) delete process.env.TMPDIR;
		else process.env.TMPDIR = before;
		rmSync(folder, {recursive: true, force: true});
	};
};
