import type {AskHostKey} from './model/host-key.ts';
import type {AskSecret} from './model/secret.ts';
import {neutralise} from './model/text.ts';

export type Asks = {readonly askHostKey: AskHostKey; readonly askSecret: AskSecret};

/** Yes or no to a question; undefined where nobody answers. */
export type Confirm = (question: string) => Promise<boolean | undefined>;

/** What the doctor would have to ask for is a finding, not a question. */
export const nobody: Asks = {askHostKey: async () => false, askSecret: async () => undefined};

const isAskable = process.stdin.isTTY === true && process.stderr.isTTY === true;

export const confirm: Confirm = async question => {
	if (!isAskable) return undefined;
	const {createInterface} = await import('node:readline/promises');
	const lines = createInterface({input: process.stdin, output: process.stderr});
	try {
		return /^y(es)?$/iu.test((await lines.question(`${question} [y/N] `)).trim());
	} finally {
		lines.close();
	}
};

/** Without a screen the question is asked on the terminal, and where there is none the key is not trusted. */
const askHostKey: AskHostKey = async question =>
	(await confirm(
		`${question.worker} (${question.host}) shows a host key that is not known yet:\n` +
			`  ${question.keyType} ${question.fingerprint}\nTrust it and write it to ${question.file}?`,
	)) ?? false;

const askSecret: AskSecret = async ({worker, kind, of, prompt, attempt}, signal) => {
	if (!isAskable) return undefined;
	const {askHidden} = await import('./terminal/ask-hidden.ts');
	const again = attempt > 1 ? 'That was not right. ' : '';
	const words =
		kind === 'answer' ? `${of} says: ${prompt.split('\n').map(neutralise).join(' ')}` : `${kind} of ${of}:`;
	const terminal = {input: process.stdin, output: process.stderr};
	return askHidden(`${worker}: ${again}${words} `, terminal, signal);
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
