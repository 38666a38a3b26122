/** The question that a new host key asks. */
export type HostKeyQuestion = {
	readonly worker: string;
	/** `host` or `[host]:port`, as known_hosts writes it. */
	readonly host: string;
	/** `ssh-ed25519` */
	readonly keyType: string;
	/** `SHA256:…`, as ssh prints it. */
	readonly fingerprint: string;
	/** The file that it will be written to; empty where there is none. */
	readonly file: string;
	/** A certificate authority is known for this host, which only ssh itself can check. */
	readonly authority?: {readonly file: string; readonly line: number};
};

/** Trusted until this Ingot ends and written nowhere, or written to known_hosts, or not at all. */
export type HostKeyAnswer = 'once' | 'always' | 'no';
export type AskHostKey = (question: HostKeyQuestion) => Promise<HostKeyAnswer>;

/** What may be answered, the careful answer first. */
export const possibleAnswers = ({file}: HostKeyQuestion): readonly HostKeyAnswer[] =>
	file === '' ? ['no', 'once'] : ['no', 'always', 'once'];

/** An answer typed in words: as ssh has it, `yes` and the fingerprint itself mean always. What is not clear is a no. */
export const parseAnswer = (typed: string, question: HostKeyQuestion): HostKeyAnswer => {
	const word = typed.trim();
	const isAlways = /^(?:a|always|y|yes)$/iu.test(word) || word === question.fingerprint;
	const answer = isAlways ? 'always' : /^(?:o|once)$/iu.test(word) ? 'once' : 'no';
	return possibleAnswers(question).includes(answer) ? answer : 'no';
};

/** What is said under the fingerprint: with whom to compare it, and where trust is written. */
export const aboutTrust = ({file, authority}: HostKeyQuestion): readonly string[] => [
	...(authority === undefined
		? []
		: [
				`${authority.file} line ${authority.line} names a certificate authority for this host, which only ssh itself can check.`,
			]),
	'Verify it with the machine’s owner.',
	...(file === '' ? [] : [`Always: save it to ${file}.`]),
	'Once: trust it until Ingot exits; nothing is saved.',
];
