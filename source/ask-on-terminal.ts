import {type AskHostKey, aboutTrust, parseAnswer, possibleAnswers} from './model/host-key.ts';
import type {AskSecret} from './model/secret.ts';
import {neutralise, neutraliseLines} from './model/text.ts';

export type Asks = {readonly askHostKey: AskHostKey; readonly askSecret: AskSecret};

/** Asks a yes-or-no question. @returns undefined without an answer */
type Confirm = (question: string) => Promise<boolean | undefined>;

/** Answers for the doctor, which asks nothing: what it would have to ask for becomes part of its result. */
export const noAnswers: Asks = {askHostKey: async () => 'no', askSecret: async () => undefined};

const isAskable = process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Asks for a line. @returns one line; empty after Ctrl-C or Ctrl-D, undefined without a terminal */
const ask = async (words: string): Promise<string | undefined> => {
	if (!isAskable) return undefined;
	const {createInterface} = await import('node:readline/promises');
	const lines = createInterface({input: process.stdin, output: process.stderr});
	const left = new Promise<string>(resolve => lines.once('close', () => resolve('')));
	try {
		return await Promise.race([lines.question(neutraliseLines(`${words} `)), left]);
	} finally {
		lines.close();
	}
};

const confirm: Confirm = async question => {
	const answer = await ask(`${question} [y/N]`);
	return answer === undefined ? undefined : /^y(es)?$/iu.test(answer.trim());
};

/** What a command may ask. */
export const questions = {confirm, ask};

const words = {no: 'No', always: 'always', once: 'once'} as const;

/** Asks on the terminal. Without one, the key is not trusted. */
const askHostKey: AskHostKey = async question => {
	const {worker, host, keyType, fingerprint} = question;
	const said = [
		`The host key of ${worker} (${host}) is not known yet:`,
		`  ${keyType} ${fingerprint}`,
		...aboutTrust(question),
	];
	const choice = possibleAnswers(question).map(answer => words[answer]);
	const answer = await ask(`${said.map(neutralise).join('\n')}\nTrust it? [${choice.join('/')}]`);
	return parseAnswer(answer ?? '', question);
};

const askSecret: AskSecret = async ({worker, kind, of, prompt, attempt}, signal) => {
	if (!isAskable) return undefined;
	const {askHidden} = await import('./terminal/ask-hidden.ts');
	const again = attempt > 1 ? 'Wrong answer. ' : '';
	const words =
		kind === 'answer' ? `${of} asks: ${prompt.split('\n').map(neutralise).join(' ')}` : `${kind} of ${of}:`;
	const terminal = {input: process.stdin, output: process.stderr};
	return askHidden(neutralise(`${worker}: ${again}${words} `), terminal, signal);
};

/** Several workers may ask at once; the questions are queued. @param asking clears the terminal's last line meanwhile */
export const askOnTerminal = async (
	asking: <Answer>(ask: () => Promise<Answer>) => Promise<Answer>,
): Promise<Asks> => {
	const {default: pLimit} = await import('p-limit');
	const one = pLimit(1);
	const throttle = <Answer>(ask: () => Promise<Answer>) => one(() => asking(ask));
	return {
		askHostKey: question => throttle(() => askHostKey(question)),
		askSecret: (question, signal) => throttle(() => askSecret(question, signal)),
	};
};
