import {chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type CrashFacts, crashLine, crashReport} from '../model/crash-report.ts';
import {toMessage} from '../model/failure.ts';

const kept = 10;
const isReport = (name: string): boolean => /^\d{8}T\d{9}Z-\d+\.txt$/u.test(name);

/** Writes a crash report. @returns the message for the terminal */
export const reportCrash = (thrown: unknown, facts: CrashFacts, folder: string): string => {
	const what = crashLine(thrown, facts);
	try {
		const file = writeCrash(folder, crashReport(thrown, facts), facts.at);
		return `${what}\n  A report without secrets is in ${file}; please send it with the steps that led here. Jobs on workers keep running.`;
	} catch (failed) {
		return `${what}\n  A report could not be written (${toMessage(failed)}). Jobs on workers keep running.`;
	}
};

/** Readable by its user only; the newest ten are kept. Synchronous, since the process is about to end. */
const writeCrash = (folder: string, text: string, at: Date): string => {
	mkdirSync(folder, {recursive: true, mode: 0o700});
	chmodSync(folder, 0o700);
	const name = `${at.toISOString().replaceAll(/[-:.]/gu, '')}-${process.pid}.txt`;
	const file = path.join(folder, name);
	writeFileSync(file, text, {mode: 0o600, flag: 'wx'});
	const old = readdirSync(folder).filter(isReport).sort().slice(0, -kept);
	for (const each of old) rmSync(path.join(folder, each), {force: true});
	return file;
};
