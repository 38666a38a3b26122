import type {HostKeyAnswer} from '../../model/host-key.ts';

type Ask = () => Promise<HostKeyAnswer>;
type Standing = {readonly what: string; readonly who: unknown; readonly answer: Promise<HostKeyAnswer>};

/** What was answered about new host keys in this process. Two that want to know the same at once are one question. */
export class HostKeyAnswers {
	readonly #once = new Set<string>();
	readonly #standing = new Set<Standing>();

	/** @param what names host and key */
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

	/** @param who is asked: the doctor, who asks nobody, must not answer for a person */
	async ask(what: string, who: unknown, ask: Ask): Promise<HostKeyAnswer> {
		const standing = [...this.#standing].find(each => each.what === what && each.who === who);
		if (standing !== undefined) return standing.answer;
		const own = {what, who, answer: ask()};
		this.#standing.add(own);
		try {
			return await own.answer;
		} finally {
			this.#standing.delete(own);
		}
	}
}
