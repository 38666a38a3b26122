/** Something that only a person knows, asked for once; the answer is never kept, echoed or logged. */
export type SecretQuestion = {
	/** The worker, or the jump host on the way to it. */
	readonly worker: string;
	readonly kind: 'passphrase' | 'password' | 'answer';
	/** What it opens: a key file, or `user@host`. */
	readonly of: string;
	/** The server's own words for an `answer`: hostile until neutralised. */
	readonly prompt: string;
	/** The server says that it may be seen, such as a user name. */
	readonly isEchoed: boolean;
	/** 1 the first time. */
	readonly attempt: number;
};

/** Undefined where nobody answers. The signal withdraws the question: the connection is gone. */
export type AskSecret = (question: SecretQuestion, signal: AbortSignal) => Promise<string | undefined>;
