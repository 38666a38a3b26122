import {counted} from '../model/counted.ts';
import {Failure} from '../model/failure.ts';
import {type EscapedPath, escapePath, pathBytes} from '../model/image-edits.ts';
import type {SecretScan} from '../model/secret-finding.ts';
import {neutralise} from '../model/text.ts';

/** A file that may hold secrets. */
export type Candidate = {
	readonly path: EscapedPath;
	/** 0: the file has no other name. */
	readonly inode: string;
	readonly sizeBytes: number;
	readonly kind: 'file' | 'unread' | 'large';
	/** Its size, time of change and path, as the worker prints them. */
	readonly stamp: string;
	readonly bytes: Uint8Array | undefined;
	/** Whether fewer bytes came than it had: it was cut or removed meanwhile, or could not be read. */
	readonly isCut: boolean;
};
type End = Pick<SecretScan, 'files' | 'notes'> & {
	/** By inode. */
	readonly names: ReadonlyMap<string, readonly EscapedPath[]>;
};

const header = /^(file|unread|large) (\d{1,18}) (-?[\d.]{1,40}) (\d{1,20}) (.+)$/u;

/** Of contents in base64; the script sends 32 MiB at most, which are 43 MiB of it. Of other lines there is as much. */
const maxLetters = 48 * 1024 ** 2;
/** Each costs more than its letters. */
const maxWords = 500_000;

/** What the worker may still send. */
const budgetOf = (worker: string) => {
	const left = {content: maxLetters, words: maxLetters, lines: maxWords};
	const spend = (what: 'content' | 'words', letters: number) => {
		left[what] -= letters;
		if (what === 'words') left.lines -= 1;
		if (left[what] < 0 || left.lines < 0) throw tooMuch(worker);
	};
	return spend;
};

type Reading = {readonly file: Candidate; readonly content: string[]; left: number};

/**
 * The files as the worker prints them. @returns undefined when the output has no end
 * @throws Failure when something could not be searched, or the worker sends more than a file has, or more than the script does
 */
export async function* readCandidates(
	lines: AsyncIterable<string>,
	worker: string,
): AsyncGenerator<Candidate, End | undefined> {
	let current: Reading | undefined;
	const names = new Map<string, EscapedPath[]>();
	const count = {unread: 0, cut: 0};
	const spend = budgetOf(worker);
	for await (const line of lines) {
		const isContent = !line.includes(' ');
		spend(isContent ? 'content' : 'words', line.length);
		if (isContent) {
			addContent(current, line, worker);
			continue;
		}
		if (current !== undefined) yield finished(current, count);
		if (line.startsWith('unsearched ')) throw unsearched(worker, line);
		const [, files, huge] = /^end (\d{1,12}) (\d{1,12})$/u.exec(line) ?? [];
		if (files !== undefined)
			return {files: Number(files), notes: notesOf({...count, huge: Number(huge)}), names};
		current = addName(names, line) ? undefined : begun(line);
	}
	return undefined;
}

const begun = (line: string): Reading | undefined => {
	const file = toCandidate(line);
	return file && {file, content: [], left: file.kind === 'file' ? Math.ceil(file.sizeBytes / 3) * 4 : 0};
};

const finished = (reading: Reading, count: {unread: number; cut: number}): Candidate => {
	const done = withContent(reading);
	if (done.kind === 'unread') count.unread += 1;
	if (done.isCut) count.cut += 1;
	return done;
};

const addContent = (current: Reading | undefined, line: string, worker: string): void => {
	if (current === undefined) return;
	current.left -= line.length;
	if (current.left < 0) throw tooMuch(worker);
	current.content.push(line);
};

const toCandidate = (line: string): Candidate | undefined => {
	const [, kind, size, mtime, inode = '', path = ''] = header.exec(line) ?? [];
	if (kind !== 'file' && kind !== 'unread' && kind !== 'large') return undefined;
	const about = {stamp: `${size} ${mtime} ${path}`, bytes: undefined, isCut: false};
	return {...about, kind, inode, sizeBytes: Number(size), path: escapePath(pathBytes(path))};
};

/** Whether the line is a name. */
const addName = (names: Map<string, EscapedPath[]>, line: string): boolean => {
	const [, inode, path] = /^name (\d{1,20}) (.+)$/u.exec(line) ?? [];
	if (inode === undefined || path === undefined) return false;
	const all = names.get(inode) ?? [];
	all.push(escapePath(pathBytes(path)));
	names.set(inode, all);
	return true;
};

const withContent = ({file, content}: Reading): Candidate => {
	if (file.kind !== 'file') return file;
	const bytes = Buffer.from(content.join(''), 'base64');
	return {...file, bytes, isCut: bytes.length < file.sizeBytes};
};

const notesOf = (count: {readonly [kind in 'unread' | 'cut' | 'huge']: number}): readonly string[] => [
	...noteOf(count.unread, 'with names of secret files', 'too large to read'),
	...noteOf(count.cut, 'that may hold secrets', 'not read whole: removed, shortened or unreadable meanwhile'),
	...noteOf(count.huge, 'of more than 64 MiB', 'not searched'),
];

const noteOf = (count: number, which: string, what: string): readonly string[] =>
	count === 0 ? [] : [`${counted(count, 'file')} ${which} ${count === 1 ? 'was' : 'were'} ${what}.`];

/** What was found until then could be a part of it, so it is no result. */
const unsearched = (worker: string, line: string): Failure => {
	const reason = neutralise(line.slice(line.indexOf(' ') + 1, 300));
	return new Failure(`The DevBox could not be searched for secrets on ${worker}: ${reason}.`, {
		hint: 'Fix that on the worker and try again. --secrets skip creates the image without the search.',
	});
};

const tooMuch = (worker: string): Failure =>
	new Failure(`${worker} sent more than it has to in the search for secrets, so the search was ended.`, {
		hint: 'Check what answers on that worker. --secrets skip creates the image without the search.',
	});
