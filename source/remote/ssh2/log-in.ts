import type {AnyAuthMethod, KeyboardInteractiveAuthMethod, ParsedKey} from 'ssh2';
import type {SecretQuestion} from '../../model/secret.ts';
import type {SshAddress} from '../config/resolve-ssh.ts';
import type {Auth} from './auth-methods.ts';
import {unlock} from './key-file.ts';

/** As in ssh (NumberOfPasswordPrompts). */
const maxAttempts = 3;

export type LogIn = {
	readonly worker: string;
	readonly address: SshAddress;
	readonly auth: Auth;
	/** @returns undefined when there is no answer */
	readonly ask: (question: SecretQuestion) => Promise<string | undefined>;
};

/** The methods that the server still accepts; undefined before it has said. */
type Left = readonly string[] | undefined;
type Logins = AsyncGenerator<AnyAuthMethod, void, Left>;

/**
 * Login methods, one after the other, in OpenSSH's order: agent and keys, keys with a passphrase, the server's own questions,
 * a password. A cancelled question ends the login, so that no other question follows.
 */
export async function* logins(logging: LogIn): Logins {
	const {address, auth} = logging;
	let left: Left;
	for (const method of auth.methods) {
		if (takes(left, 'publickey')) left = yield method;
	}
	for (const file of address.mayAsk.passphrase ? auth.lockedFiles : []) {
		if (!takes(left, 'publickey')) break;
		const key = await askForKey(file, logging);
		if (key === undefined) return;
		left = yield {type: 'publickey', username: address.user, key};
	}
	yield* asked(left, logging);
}

const takes = (left: Left, type: string): boolean => left === undefined || left.includes(type);

/** The methods that ask the user, where the server accepts more than keys. */
async function* asked(known: Left, logging: LogIn): Logins {
	const {mayAsk, user} = logging.address;
	if (!mayAsk.answers && !mayAsk.password) return;
	let left = known ?? (yield {type: 'none', username: user});
	if (mayAsk.answers && left?.includes('keyboard-interactive')) left = yield* answering(logging);
	if (mayAsk.password && left?.includes('password')) yield* byPassword(logging);
}

const askForKey = async (file: string, {worker, auth, ask}: LogIn): Promise<ParsedKey | undefined> => {
	for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
		const passphrase = await ask({
			worker,
			kind: 'passphrase',
			of: file,
			prompt: '',
			isEchoed: false,
			attempt,
		});
		if (passphrase === undefined) return undefined;
		const key = await unlock(file, passphrase);
		if (key !== undefined) return key;
	}
	auth.tried.push(`${file} (wrong passphrase)`);
	return undefined;
};

/** The server's questions (PAM: passwords, one-time codes), in its number and order. */
async function* answering({worker, address, auth, ask}: LogIn): AsyncGenerator<AnyAuthMethod, Left, Left> {
	let left: Left = ['keyboard-interactive'];
	let isLeft = false;
	for (let attempt = 1; attempt <= maxAttempts && left?.includes('keyboard-interactive'); attempt += 1) {
		const prompt: KeyboardInteractiveAuthMethod['prompt'] = (...[name, instructions, , prompts, finish]) => {
			const all = async () => {
				const answers: string[] = [];
				for (const each of prompts) {
					const words = [name, instructions, each.prompt].filter(part => part.trim() !== '').join('\n');
					const question = {worker, kind: 'answer', of: `${address.user}@${address.host}`} as const;
					const answer = await ask({...question, prompt: words, isEchoed: each.echo ?? false, attempt});
					isLeft ||= answer === undefined;
					answers.push(answer ?? '');
					if (isLeft) break;
				}
				finish(answers.concat(Array(prompts.length - answers.length).fill('')));
			};
			void all();
		};
		left = yield {type: 'keyboard-interactive', username: address.user, prompt};
		if (isLeft) return [];
	}
	auth.tried.push('answers to the server’s questions');
	return left;
}

async function* byPassword({worker, address, auth, ask}: LogIn): AsyncGenerator<AnyAuthMethod, void, Left> {
	let left: Left = ['password'];
	for (let attempt = 1; attempt <= maxAttempts && left?.includes('password'); attempt += 1) {
		const of = `${address.user}@${address.host}`;
		const password = await ask({worker, kind: 'password', of, prompt: '', isEchoed: false, attempt});
		if (password === undefined) return;
		left = yield {type: 'password', username: address.user, password};
	}
	auth.tried.push('a password');
}
