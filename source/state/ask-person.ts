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
 * @param endRests lets what has rejected us be tried again, because the user wants a worker
 */
export const askPerson = (store: AppStore, endRests: () => void = () => {}): Person => {
	const keys = new Map<HostKeyQuestion, (answer: HostKeyAnswer) => void>();
	const secrets = new Map<SecretQuestion, (text: string | undefined) => void>();
	const left = new Set<string>();
	const isLeft = (name: string): boolean => left.has(placeOf(name));
	const leave = (name: string) => left.add(placeOf(name));
	const answerSecret = (question: SecretQuestion, text: string | undefined): void => {
		store.sendNow({type: 'secret-answered', question});
		secrets.get(question)?.(text);
		secrets.delete(question);
	};
	return {
		async askHostKey(question) {
			if (isLeft(question.worker)) return 'no';
			return new Promise(resolve => {
				keys.set(question, resolve);
				store.sendNow({type: 'host-key-asked', question});
			});
		},
		async askSecret(question, signal) {
			if (isLeft(question.worker) || signal.aborted) return undefined;
			return new Promise(resolve => {
				const giveUp = () => answerSecret(question, undefined);
				secrets.set(question, text => {
					// The signal lives as long as its worker.
					signal.removeEventListener('abort', giveUp);
					resolve(text);
				});
				store.sendNow({type: 'secret-asked', question});
				signal.addEventListener('abort', giveUp, {once: true});
			});
		},
		answerHostKey(question, answer) {
			if (answer === 'no') leave(question.worker);
			store.sendNow({type: 'host-key-answered', question});
			keys.get(question)?.(answer);
			keys.delete(question);
		},
		answerSecret(question, text) {
			if (text === undefined) leave(question.worker);
			answerSecret(question, text);
		},
		onWanted(worker) {
			endRests();
			// Which workers a jump host leads to is not known here: it may ask again with any of them.
			for (const name of left)
				if (worker === undefined || name === worker || name.endsWith(onTheWay)) left.delete(name);
		},
	};
};

const onTheWay = ' on the way to ';

/** A jump host is named with the worker that is on its way; the next worker behind it brings no new question. */
const placeOf = (name: string): string => {
	const at = name.indexOf(onTheWay);
	return at < 0 ? name : name.slice(0, at + onTheWay.length);
};
