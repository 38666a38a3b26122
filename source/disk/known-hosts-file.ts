import {appendFile, mkdir, readFile, stat} from 'node:fs/promises';
import path from 'node:path';

/** Two changes within this time (ms) may have the same timestamp in the file system. */
const clockStepMs = 100;

type Cached = {readonly stamp: string; readonly text: Promise<string>};
/** The texts that were read last: twenty workers read the same file at once, and it may have megabytes. */
const cached = new Map<string, Cached>();

/** The current text of a known_hosts file; empty when it is missing or unreadable. */
export const readKnownHosts = async (file: string): Promise<string> => {
	const stamp = await stampOf(file);
	if (stamp === 'unreadable') return '';
	const before = cached.get(file);
	if (stamp !== undefined && before?.stamp === stamp) return before.text;
	const text = readFile(file, 'utf8').catch(() => '');
	if (stamp === undefined) cached.delete(file);
	else cached.set(file, {stamp, text});
	return text;
};

/** Differs whenever the file has changed; undefined when that is uncertain. A pipe is not read: its writer may never come. */
const stampOf = async (file: string): Promise<string | undefined> => {
	try {
		const at = await stat(file, {bigint: true});
		if (!at.isFile()) return 'unreadable';
		const {dev, ino, size, mtimeNs, ctimeNs, ctimeMs} = at;
		return Date.now() - Number(ctimeMs) < clockStepMs
			? undefined
			: [dev, ino, size, mtimeNs, ctimeNs].join(' ');
	} catch {
		return 'unreadable';
	}
};

/** Appends a line. New folders and files are accessible to the user only. */
export const addKnownHost = async (file: string, line: string): Promise<void> => {
	await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
	const before = await readKnownHosts(file);
	const gap = before === '' || before.endsWith('\n') ? '' : '\n';
	await appendFile(file, `${gap}${line}\n`, {mode: 0o600});
};
