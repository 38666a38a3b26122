import {appendFile, mkdir, readFile} from 'node:fs/promises';
import path from 'node:path';

/** The text of a known_hosts file; one that is not there holds nothing. */
export const readKnownHosts = async (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** Adds a line. What is there stays, the folder and the file are the user's alone. */
export const addKnownHost = async (file: string, line: string): Promise<void> => {
	await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
	const before = await readKnownHosts(file);
	const gap = before === '' || before.endsWith('\n') ? '' : '\n';
	await appendFile(file, `${gap}${line}\n`, {mode: 0o600});
};
