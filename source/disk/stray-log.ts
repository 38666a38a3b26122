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

/** Maximum bytes of the file, and of the previous one, which is kept as `….old`. */
const maxBytes = 256 * 1024;
/** Maximum bytes from one process: a library that never stops must not wear out the disk. */
const maxBytesPerProcess = 1024 * 1024;

/** Logs output that was kept off the terminal. Never throws, since a failure cannot be reported anywhere. */
export class StrayLog {
	/** The path for messages, with `~` for the home folder. */
	readonly shortName: string;
	readonly #file: string;
	readonly #facts: () => Omit<StrayFacts, 'kind'>;
	#added = 0;

	/** @param facts the time, and the secrets to remove; called for each entry */
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

/** Synchronous, since the process may be about to end. */
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
		// Regardless of the umask and of who created it.
		fchmodSync(opened, 0o600);
		writeSync(opened, entry);
	} finally {
		closeSync(opened);
	}
};
