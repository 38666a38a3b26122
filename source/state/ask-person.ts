import type {AskHostKey, HostKeyAnswer, HostKeyQuestion} from '../model/host-key.ts';
import type {AskSecret, SecretQuestion} from '../model/secret.ts';
import type {AppStore} from './app-state.ts';

/** The user, as connections see them. */
export type Person = {
	readonly askHostKey: AskHostKey;
	readonly askSecret: AskSecret;
	answerHostKey(question: HostKeyQuestion, answer: HostKeyAnswer): void;
	answerSecret(question: SecretQuestion, text: string | undefined): void;
	/** The user wants this worker, or all: dismissed questions may be asked again. */
	onWanted(worker: string | undefined): void;
};

/**
 * Puts questions on the screen and returns the answers. A dismissed question is not asked again by an automatic
 * reconnect, only when the user wants that worker.
 */
export const askPerson = (store: AppStore): Person => {
	const keys = new Map<HostKeyQuestion, (answer: HostKeyAnswer) => void>();
	const secrets = new Map<SecretQuestion, (text: string | undefined) => void>();
	const left = new Set<string>();
	const answerSecret = (question: SecretQuestion, text: string | undefined): void => {
		store.sendNow({type: 'secret-answered', question});
		secrets.get(question)?.(text);
		secrets.delete(question);
	};
	return {
		async askHostKey(question) {
			if (left.has(question.worker)) return 'no';
			return new Promise(resolve => {
				keys.set(question, resolve);
				store.sendNow({type: 'host-key-asked', question});
			});
		},
		async askSecret(question, signal) {
			if (left.has(question.worker) || signal.aborted) return undefined;
			return new Promise(resolve => {
				secrets.set(question, resolve);
				store.sendNow({type: 'secret-asked', question});
				signal.addEventListener('abort', () => answerSecret(question, undefined), {once: true});
			});
		},
		answerHostKey(question, answer) {
			if (answer === 'no') left.add(question.worker);
			store.sendNow({type: 'host-key-answered', question});
			keys.get(question)?.(answer);
			keys.delete(question);
		},
		answerSecret(question, text) {
			if (text === undefined) left.add(question.worker);
			answerSecret(question, text);
		},
		onWanted(worker) {
			// A jump host is named with the worker that it leads to.
			for (const name of left)
				if (worker === undefined || name === worker || name.endsWith(` ${worker}`)) left.delete(name);
		},
	};
};
