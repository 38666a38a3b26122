import {appendFile, mkdir, readFile, stat} from 'node:fs/promises';
import path from 'node:path';

/** A change that the clock of the file system cannot tell from the one before lies within this (ms). */
const clockStepMs = 100;

type Kept = {readonly stamp: string; readonly text: Promise<string>};
/** The texts that were read last: twenty workers want the same file at once, and it may have megabytes. */
const kept = new Map<string, Kept>();

/** The text of a known_hosts file, as it is now; one that is not there or cannot be read holds nothing. */
export const readKnownHosts = async (file: string): Promise<string> => {
	const stamp = await stampOf(file);
	const before = kept.get(file);
	if (stamp !== undefined && before?.stamp === stamp) return before.text;
	const text = readFile(file, 'utf8').catch(() => '');
	if (stamp === undefined) kept.delete(file);
	else kept.set(file, {stamp, text});
	return text;
};

/** Another one whenever the file has changed; undefined where that cannot be told. */
const stampOf = async (file: string): Promise<string | undefined> => {
	try {
		const {dev, ino, size, mtimeNs, ctimeNs, ctimeMs} = await stat(file, {bigint: true});
		return Date.now() - Number(ctimeMs) < clockStepMs
			? undefined
			: [dev, ino, size, mtimeNs, ctimeNs].join(' ');
	} catch {
		return undefined;
	}
};

/** Adds a line. What is there stays, the folder and the file are the user's alone. */
export const addKnownHost = async (file: string, line: string): Promise<void> => {
	await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
	const before = await readKnownHosts(file);
	const gap = before === '' || before.endsWith('\n') ? '' : '\n';
	await appendFile(file, `${gap}${line}\n`, {mode: 0o600});
};
