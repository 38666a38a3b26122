import type {SecretQuestion} from '../../model/secret.ts';
import {PausableTimeout} from '../../time/pausable-timeout.ts';
import type {Destination} from '../config/jump-hosts.ts';
import {sshdOf} from '../ssh2/handshakes.ts';
import type {SshDeps} from '../ssh2/ssh-client.ts';
import type {Answer} from './ask-server.ts';
import type {NewHostKeys} from './new-host-keys.ts';
import {toQuestion} from './ssh-questions.ts';

/** As in ssh (NumberOfPasswordPrompts). */
const maxAttempts = 3;

/** Passes ssh's questions on to the user, and counts them. */
export class SshPrompter {
	/** Settles when the user cancels a question, so that no other follows. */
	readonly cancelled = Promise.withResolvers<void>();
	/** Ends the log-in: its time is up, or nobody wants it any more. */
	readonly limit: PausableTimeout;
	readonly keys: NewHostKeys;
	readonly #to: Destination;
	readonly #deps: SshDeps;
	readonly #attempts = new Map<string, number>();

	constructor({to, keys}: {to: Destination; keys: NewHostKeys}, deps: SshDeps, limitMs: number) {
		this.#to = to;
		this.keys = keys;
		this.#deps = deps;
		this.limit = new PausableTimeout(limitMs, [deps.signal]);
	}

	/** For messages: what was asked for without success. */
	get tried(): readonly string[] {
		return [...this.#attempts].flatMap(([asked, times]) => {
			const [kind, of] = asked.split('\n');
			if (kind === 'passphrase') return times < maxAttempts ? [] : [`${of} (wrong passphrase)`];
			return [kind === 'password' ? 'a password' : 'answers to the server’s questions'];
		});
	}

	readonly answer: Answer = async ({prompt, hint}, signal) => {
		const either = AbortSignal.any([signal, this.#deps.signal]);
		const question = toQuestion(prompt);
		if (question.about === 'host-key')
			return (await this.#asking(() => this.keys.ask(question))) ? 'yes' : 'no';
		const worker = this.#to.name;
		const {kind, of, prompt: words} = question;
		const attempt = this.#count(`${kind}\n${of}`);
		const secret: SecretQuestion = {worker, kind, of, prompt: words, isEchoed: false, attempt};
		const given = await this.#asking(() => this.#deps.askSecret(secret, either));
		// A prompt to touch a key has no answer.
		if (given === undefined && !either.aborted && hint !== 'none') this.cancelled.resolve();
		return given;
	};

	#count(asked: string): number {
		const attempt = (this.#attempts.get(asked) ?? 0) + 1;
		this.#attempts.set(asked, attempt);
		return attempt;
	}

	#asking<T>(act: () => Promise<T>): Promise<T> {
		return this.limit.pauseDuring(() =>
			this.#deps.shared.handshakes.whileAsking(sshdOf(this.#to.address), act),
		);
	}
}
