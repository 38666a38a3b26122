/** Where a rule sees a secret in a text of one byte per letter. */
export type Match = {
	readonly kind: string;
	/** Offset and length; undefined: the whole file. */
	readonly range: readonly [offset: number, length: number] | undefined;
	/** The letters that all secrets of this kind begin with. */
	readonly prefix: string;
};

/** A pattern with the flags `dg`; its group `secret`, or all of it, is the secret. */
export type TextRule = {
	readonly kind: string;
	readonly pattern: RegExp;
	readonly prefix?: RegExp;
	/** Whether the match is one; default yes, unless it is a placeholder. */
	readonly accepts?: (match: RegExpExecArray, secret: string) => boolean;
};

const placeholder =
	/^(?:[x*.#?_-]+|<.*|\$.*|%.*|\{.*|\[.*|(?:your|my|the|some|an?|new|old|enter|insert|replace|change|dummy|fake|sample|example|test|foo|bar|baz|todo|redacted|masked|hidden|placeholder|optional|required|undefined|default)(?:[\W_].*)?|changeme|(?:my|your|the|test)?(?:pass(?:word|wd|phrase)?|secret|token|api_?key|key|user|username|string|boolean|value)\d{0,3}|null|nil|none|true|false|yes|no|on|off|auto|env|file|prompt|ask|basic|bearer|required|optional|\d{1,3})$/iu;

/** Whether a value stands for one that somebody is to fill in. */
const isPlaceholder = (value: string): boolean =>
	placeholder.test(value) || /EXAMPLE|x{6}|\*{4}|\.{3}|1234567890abcdef/iu.test(value);

/** Whether a value is the secret itself, and no variable, path or call that has it. */
export const isLiteral = (value: string): boolean =>
	value.length >= 4 && !isPlaceholder(value) && !/^[$`]|\$[({A-Z]|^[./~]+[\w.-]*\/|^\w+\(/u.test(value);

/** What the rules see in the text. */
export const matchText = (text: string, rules: readonly TextRule[]): readonly Match[] =>
	rules.flatMap(({kind, pattern, prefix, accepts}) =>
		[...text.matchAll(pattern)].flatMap(match => {
			const secret = match.groups?.secret ?? match[0];
			const [begin, end] = match.indices?.groups?.secret ?? match.indices?.[0] ?? [0, 0];
			if (accepts === undefined ? isPlaceholder(secret) : !accepts(match, secret)) return [];
			return [{kind, range: [begin, end - begin] as const, prefix: prefix?.exec(secret)?.[0] ?? ''}];
		}),
	);
