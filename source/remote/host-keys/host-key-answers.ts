import type {HostKeyAnswer} from '../../model/host-key.ts';

type Ask = () => Promise<HostKeyAnswer>;
type Pending = {readonly what: string; readonly who: unknown; readonly answer: Promise<HostKeyAnswer>};

/** The answers about new host keys in this process. Equal questions at the same time are asked once. */
export class HostKeyAnswers {
	readonly #once = new Set<string>();
	readonly #pending = new Set<Pending>();

	/** @param what host and key */
	isTrusted(what: string): boolean {
		return this.#once.has(what);
	}

	trust(what: string): void {
		this.#once.add(what);
	}

	/** The keys of a host that are trusted until this Ingot ends, base64. */
	keysOf(host: string): readonly string[] {
		return [...this.#once].flatMap(what => {
			const [name, key] = what.split(' ');
			return name === host && key !== undefined ? [key] : [];
		});
	}

	/** @param who is asked: the doctor, which never asks, must not answer for the user */
	async ask(what: string, who: unknown, ask: Ask): Promise<HostKeyAnswer> {
		const pending = [...this.#pending].find(each => each.what === what && each.who === who);
		if (pending !== undefined) return pending.answer;
		const own = {what, who, answer: ask()};
		this.#pending.add(own);
		try {
			return await own.answer;
		} finally {
			this.#pending.delete(own);
		}
	}
}
