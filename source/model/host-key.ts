/** The question that a new host key asks, once. */
export type HostKeyQuestion = {
	readonly worker: string;
	/** `host` or `[host]:port`, as known_hosts writes it. */
	readonly host: string;
	/** `ssh-ed25519` */
	readonly keyType: string;
	/** `SHA256:…`, as ssh prints it. */
	readonly fingerprint: string;
	/** The file that it will be written to. */
	readonly file: string;
};
export type AskHostKey = (question: HostKeyQuestion) => Promise<boolean>;
