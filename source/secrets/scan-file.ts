import {escapePath} from '../model/image-edits.ts';
import type {SecretFinding} from '../model/secret-finding.ts';
import {codeRule, settingRules, variableRule} from './assignment-rules.ts';
import {bareKeyRules} from './bare-key-rules.ts';
import {commandRules} from './command-rules.ts';
import {addressRule, issuerRules, privateKeyRule} from './issuer-rules.ts';
import {type Match, matchText, type TextRule} from './match.ts';
import {formatRules, isSecretFile, wholeKind} from './place-rules.ts';
import {presetMatches} from './preset.ts';
import {webTokenRule} from './web-token-rule.ts';

/** Files of packages: what they hold was published, keys of their tests and addresses of their manuals included. */
const packaged =
	/\/(?:node_modules|site-packages|dist-packages|vendor|\.cargo\/registry|go\/pkg|\.vscode-server\/(?:extensions|bin|cli)|\.rustup|\.nvm|\.pyenv|\.npm|\.cache|\.oh-my-zsh)\/|^\/usr\/(?:share|lib|include|src)\/|^\/usr\/local\/(?:lib|share|go|include)\/|^\/var\/lib\/(?:dpkg|apt)\/|^\/etc\/ssl\//u;
/** Host keys belong to the machine's identity, not to a person. */
const hostKey = /^\/etc\/(?:ssh\/ssh_host_|dropbear\/)/u;
const variables =
	/\/(?:\.env(?:\.[^/]+)?|[^/]*\.env|\.envrc|\.pam_environment|environment|\.[\w-]*(?:rc|profile|login|logout|_aliases|env)|[^/]+\.(?:sh|fish)|\.?[\w-]*_history|\.histfile)$/u;
const commands =
	/\/(?:\.?[\w-]*_history|\.histfile|\.[\w-]*(?:rc|profile|_aliases)|[^/]+\.sh)$|\/(?:Dockerfile|Containerfile)[^/]*$/u;
const settings =
	/\.(?:ya?ml|json|jsonl|toml|ini|cfg|cnf|conf|config|properties|xml|tfvars|tfstate|nmconnection|rc|php|sh|http|log|txt|md|sql)(?:\.[\w-]+)?$|\/\.[^/]+$|\/\.(?:config|aws|azure|claude|codex|gemini|continue)\/|\/(?:group|host)_vars\/|\/(?:credentials|secrets|hosts\.yml)[^/]*$/u;
const code = /\.(?:py|[cm]?js|[jt]sx?|rb|go|java|kt|cs|rs|pl)$/u;
/** Logs and documents say more about passwords than they hold. */
const prose = /\.(?:log|jsonl|txt|md|sql)(?:\.[\w-]+)?$/u;
const template = /\.(?:example|sample|template|dist|tmpl|tpl)$|\.(?:example|sample)\./u;

/** What editors and people append to the name of a copy. */
const backup = /(?<=[^/])(?:~|\.(?:bak|backup|orig|old|save))+$/u;

/** @param path without the ending of a copy */
const rulesFor = (path: string): readonly TextRule[] => {
	if (packaged.test(path)) return issuerRules;
	return [
		...formatRules(path),
		...issuerRules,
		webTokenRule,
		privateKeyRule,
		...bareKeyRules,
		...(template.test(path) ? [] : [addressRule, ...assignmentsFor(path)]),
	];
};

const assignmentsFor = (path: string): readonly TextRule[] => [
	...(variables.test(path) ? [variableRule] : []),
	...(commands.test(path) ? commandRules : []),
	...(code.test(path) ? [codeRule] : []),
	...(settings.test(path) && !prose.test(path) ? settingRules(path) : []),
];

const fromPreset = async (path: string, text: string): Promise<readonly Match[]> => {
	// Its samples of tokens are in packages, and ours know the issuers.
	if (packaged.test(path)) return [];
	const found = await presetMatches(path, text);
	return found.filter(
		({kind}) => !template.test(path) || !/^(?:private key|password in an address|npm login)$/u.test(kind),
	);
};

/** A file of the layer. */
export type FileToScan = {
	/** Of its path. */
	readonly pathBytes: Uint8Array;
	readonly sizeBytes: number;
	/** Undefined: not read. */
	readonly bytes: Uint8Array | undefined;
};

/** What looks like a secret in a file: its path, its formats, and secretlint's rules. */
export const scanFile = async ({
	pathBytes,
	sizeBytes,
	bytes,
}: FileToScan): Promise<readonly SecretFinding[]> => {
	const path = Buffer.from(pathBytes).toString('utf8').replace(backup, '');
	const about = {path: escapePath(pathBytes)};
	const removal = {edits: [{act: 'remove', path: about.path}]} as const;
	if (hostKey.test(path) || sizeBytes === 0) return [];
	const kind = wholeKind(path);
	if (kind !== undefined && !packaged.test(path))
		return [{...about, ...removal, line: undefined, kind, redacted: ''}];
	if (bytes === undefined || isBinary(bytes)) return [];
	// One letter per byte, so that offsets are those of the file.
	const text = Buffer.from(bytes).toString('latin1');
	const found = [...matchText(text, rulesFor(path)), ...(await fromPreset(path, text))];
	const lineOf = lineCounter(text);
	return disjoint(found).map(({kind: what, range, prefix}) => ({
		...about,
		line: lineOf(range[0]),
		kind: what,
		redacted: `${prefix}****`,
		...(isSecretFile(path, {kind: what, text})
			? removal
			: {edits: [{act: 'blank', path: about.path, sizeBytes, ranges: [range]}]}),
	}));
};

const isBinary = (bytes: Uint8Array): boolean => bytes.subarray(0, 8192).includes(0);

type Found = Match & {readonly range: NonNullable<Match['range']>};
const address = addressRule.kind;

/** Overlapping matches become one, named after the rule that comes first. */
const disjoint = (all: readonly Match[]): readonly Found[] => {
	// Another rule reports a whole address, which is still needed without its password.
	const passwords = all.filter(({kind}) => kind === address);
	const matches = all.filter(
		each => each.kind !== address || !passwords.some(other => other !== each && isWithin(other, each)),
	);
	const merged: {kind: string; prefix: string; rank: number; begin: number; end: number}[] = [];
	const sorted = matches
		.flatMap(({range, ...rest}, rank) =>
			range ? [{...rest, rank, begin: range[0], end: range[0] + range[1]}] : [],
		)
		.sort((a, b) => a.begin - b.begin);
	for (const each of sorted) {
		const last = merged.at(-1);
		if (last === undefined || each.begin >= last.end) merged.push({...each});
		else {
			last.end = Math.max(last.end, each.end);
			if (each.rank < last.rank) Object.assign(last, {kind: each.kind, prefix: each.prefix, rank: each.rank});
		}
	}
	return merged.map(({kind, prefix, begin, end}) => ({kind, prefix, range: [begin, end - begin]}));
};

const isWithin = ({range: inner}: Match, {range: outer}: Match): boolean =>
	inner !== undefined &&
	outer !== undefined &&
	inner[1] < outer[1] &&
	inner[0] >= outer[0] &&
	inner[0] + inner[1] <= outer[0] + outer[1];

/** For offsets in rising order: their lines, from 1. */
const lineCounter = (text: string) => {
	let line = 1;
	let at = 0;
	return (offset: number): number => {
		for (let next = text.indexOf('\n', at); next !== -1 && next < offset; next = text.indexOf('\n', at)) {
			line += 1;
			at = next + 1;
		}
		return line;
	};
};
