import {randomBytes} from 'node:crypto';
import type {Readable} from 'node:stream';
import {setTimeout as pause} from 'node:timers/promises';
import {Failure} from '../../model/failure.ts';
import {asRoot} from '../../model/shell.ts';
import type {Worker} from '../../model/worker.ts';
import type {Execution, Transport} from '../transport.ts';
import {type Instead, somethingElse} from './shell-failures.ts';
import {type Before, untilMark} from './until-mark.ts';

const maxNoise = 64 * 1024;
const defaultTimeoutMs = 15_000;
const endingMs = 1000;
/** Time to read stderr of a command that does not end. */
const alreadySaidMs = 20;

export type LoginShell = {
	readonly worker: Worker;
	/** Called with what the login shell printed before a command, each time. */
	readonly onNoise?: (noise: Before) => void;
	/** How long the login shell may take before a command, ms. */
	readonly timeoutMs?: number;
};

/**
 * Runs commands the same way in every login shell. A mark is printed first; output of rc files before it is dropped. Without
 * the mark (a ForceCommand, a nologin shell) nothing is sent.
 */
export const throughLoginShell = (
	below: Transport,
	{worker, onNoise, timeoutMs = defaultTimeoutMs}: LoginShell,
): Transport => ({
	...below,
	async exec(command, use) {
		const mark = randomBytes(12).toString('hex');
		const execution = await below.exec(lineFor(command, mark, worker), use);
		const noise = await untilMark(execution.stdout, mark, {maxBytes: maxNoise, timeoutMs});
		if (noise.end !== 'found') throw await whatElse(execution, {worker, user: below.user, noise});
		onNoise?.(noise);
		return execution;
	},
});

/** In single quotes, without characters that csh or fish would interpret. */
const lineFor = (command: string, mark: string, {sudo}: Worker): string =>
	`exec ${sudo ? asRoot : 'sh'} -c 'echo ${mark}; exec ${command}'`;

type Asked = Pick<Instead, 'worker' | 'user'> & {readonly noise: Before};

/** Ends what answered in place of our shell. @returns the Failure that describes it */
const whatElse = async (execution: Execution, {worker, user, noise}: Asked): Promise<Failure> => {
	const errors = lastWords(execution.stderr);
	execution.stdout.resume();
	const hasEnded = noise.end === 'ended';
	const code = hasEnded ? await Promise.race([execution.exited, limit(endingMs)]) : undefined;
	await Promise.race([errors.ended, limit(hasEnded ? endingMs : alreadySaidMs)]);
	execution.close();
	if (code instanceof Failure) return code;
	const said = [errors.said(), noise.text].find(each => each.trim() !== '') ?? '';
	return somethingElse({worker, user, code, said, isEndless: noise.end === 'much'});
};

const limit = (ms: number) => pause<undefined>(ms, undefined, {ref: false});

/** The end of stderr. It is always read completely, since the channel reports its end only then. */
const lastWords = (stream: Readable): {said(): string; readonly ended: Promise<void>} => {
	let said = '';
	stream.on('data', chunk => {
		said = (said + String(chunk)).slice(-4096);
	});
	const ended = new Promise<void>(resolve => {
		for (const event of ['end', 'close', 'error'] as const) stream.once(event, () => resolve());
	});
	stream.resume();
	return {said: () => said, ended};
};
