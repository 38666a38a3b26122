import {
	chmodSync,
	closeSync,
	constants,
	fchmodSync,
	fstatSync,
	mkdirSync,
	openSync,
	renameSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';
import {type StrayFacts, strayEntry} from '../model/stray-entry.ts';

/** Bytes of the file and of the one before it, which is kept as `….old`. */
const maxBytes = 256 * 1024;
/** Bytes that one Ingot may add: a library that never stops must not wear out a disk. */
const maxBytesPerProcess = 1024 * 1024;

/** Appends to the log of what was kept off the terminal. It never throws: there is nowhere to report a failure. */
export class StrayLog {
	/** The file as people write it: under `~` where it is at home. */
	readonly shortName: string;
	readonly #file: string;
	readonly #facts: () => Omit<StrayFacts, 'kind'>;
	#added = 0;

	/** @param facts when, and what must not be seen; asked for each entry */
	constructor(file: string, facts: () => Omit<StrayFacts, 'kind'>) {
		const {home} = facts();
		this.shortName = file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file;
		this.#file = file;
		this.#facts = facts;
	}

	add(kind: StrayFacts['kind'], text: string): void {
		if (text.trim() === '' || this.#added > maxBytesPerProcess) return;
		try {
			const entry = strayEntry(text, {...this.#facts(), kind});
			this.#added += entry.length;
			append(this.#file, entry);
		} catch {
			// A full disk, or a home that is read-only.
		}
	}
}

/** Synchronous: the process may be about to end. */
const append = (file: string, entry: string): void => {
	const folder = path.dirname(file);
	if (mkdirSync(folder, {recursive: true, mode: 0o700}) !== undefined) chmodSync(folder, 0o700);
	const {O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY} = constants;
	const open = () => openSync(file, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
	let opened = open();
	try {
		if (fstatSync(opened).size + entry.length > maxBytes) {
			renameSync(file, `${file}.old`);
			closeSync(opened);
			opened = open();
		}
		// Whatever umask says, and whoever made it.
		fchmodSync(opened, 0o600);
		writeSync(opened, entry);
	} finally {
		closeSync(opened);
	}
};
