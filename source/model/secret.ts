/** A question for a secret. The answer is never stored, echoed or logged. */
export type SecretQuestion = {
	/** The worker, or the jump host in front of it. */
	readonly worker: string;
	readonly kind: 'passphrase' | 'password' | 'answer';
	/** What it unlocks: a key file, or `user@host`. */
	readonly of: string;
	/** The server's own words for an `answer`: hostile until neutralised. */
	readonly prompt: string;
	/** The server allows it to be shown, such as a user name. */
	readonly isEchoed: boolean;
	/** From 1. */
	readonly attempt: number;
};

/** Resolves to undefined if nobody can answer. The signal withdraws the question, e.g. when the connection is lost. */
export type AskSecret = (question: SecretQuestion, signal: AbortSignal) => Promise<string | undefined>;
