/** The question that a new host key asks. */
export type HostKeyQuestion = {
	readonly worker: string;
	/** `host` or `[host]:port`, as known_hosts writes it. */
	readonly host: string;
	/** `ssh-ed25519` */
	readonly keyType: string;
	/** `SHA256:…`, as ssh prints it. */
	readonly fingerprint: string;
	/** The file to save it to; empty if there is none. */
	readonly file: string;
	/** A certificate authority is known for this host, which only ssh itself can check. */
	readonly authority?: {readonly file: string; readonly line: number};
};

/** Trust until Ingot exits without saving, save to known_hosts, or do not trust. */
export type HostKeyAnswer = 'once' | 'always' | 'no';
export type AskHostKey = (question: HostKeyQuestion) => Promise<HostKeyAnswer>;

/** The possible answers, the safe one first. */
export const possibleAnswers = ({file}: HostKeyQuestion): readonly HostKeyAnswer[] =>
	file === '' ? ['no', 'once'] : ['no', 'always', 'once'];

/** Parses a typed answer: as in ssh, `yes` and the fingerprint itself mean always. Anything unclear is a no. */
export const parseAnswer = (typed: string, question: HostKeyQuestion): HostKeyAnswer => {
	const word = typed.trim();
	const isAlways = /^(?:a|always|y|yes)$/iu.test(word) || word === question.fingerprint;
	const answer = isAlways ? 'always' : /^(?:o|once)$/iu.test(word) ? 'once' : 'no';
	return possibleAnswers(question).includes(answer) ? answer : 'no';
};

/** Lines under the fingerprint: how to verify it, and where trust is saved. */
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
