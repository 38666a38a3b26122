import {type AskHostKey, aboutTrust, parseAnswer, possibleAnswers} from './model/host-key.ts';
import type {AskSecret} from './model/secret.ts';
import {neutralise, neutraliseLines} from './model/text.ts';

export type Asks = {readonly askHostKey: AskHostKey; readonly askSecret: AskSecret};

/** Yes or no to a question; undefined where nobody answers. */
export type Confirm = (question: string) => Promise<boolean | undefined>;

/** What the doctor would have to ask for is a finding, not a question. */
export const nobody: Asks = {askHostKey: async () => 'no', askSecret: async () => undefined};

const isAskable = process.stdin.isTTY === true && process.stderr.isTTY === true;

/** One line; empty where it is left with Ctrl-C or Ctrl-D, undefined where nobody answers. */
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

export const confirm: Confirm = async question => {
	const answer = await ask(`${question} [y/N]`);
	return answer === undefined ? undefined : /^y(es)?$/iu.test(answer.trim());
};

const words = {no: 'No', always: 'always', once: 'once'} as const;

/** Without a screen the question is asked on the terminal, and where there is none the key is not trusted. */
const askHostKey: AskHostKey = async question => {
	const {worker, host, keyType, fingerprint} = question;
	const said = [
		`${worker} (${host}) shows a host key that is not known yet:`,
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
	const again = attempt > 1 ? 'That was not right. ' : '';
	const words =
		kind === 'answer' ? `${of} says: ${prompt.split('\n').map(neutralise).join(' ')}` : `${kind} of ${of}:`;
	const terminal = {input: process.stdin, output: process.stderr};
	return askHidden(neutralise(`${worker}: ${again}${words} `), terminal, signal);
};

/** Several workers may want something at once; a person answers one after the other. */
export const askOnTerminal = async (): Promise<Asks> => {
	const {default: pLimit} = await import('p-limit');
	const inTurn = pLimit(1);
	return {
		askHostKey: question => inTurn(() => askHostKey(question)),
		askSecret: (question, signal) => inTurn(() => askSecret(question, signal)),
	};
};
