import SSHConfig, {type Line, LineType} from 'ssh-config';
import type {Found} from '../model/candidate.ts';

/** The hosts in an ssh_config file, and the files that it includes. */
export type SshHosts = {
	readonly hosts: readonly Found[];
	/** Patterns of file names, in order. */
	readonly includes: readonly string[];
};

/**
 * The hosts in an ssh_config file, without patterns. No Match is evaluated and no command is run.
 * @param place the name of the file in messages · @param login the user where the file names none
 * @throws Error when it cannot be parsed
 */
export const sshHostsIn = (text: string, {place, login}: {place: string; login: string}): SshHosts => {
	const hosts: Found[] = [];
	const includes: string[] = [];
	let line = 1;
	const sections = SSHConfig.parse(text);
	for (const each of sections) {
		const at = line + lineBreaks(each.before);
		line += lineBreaks(SSHConfig.stringify(Object.assign(new SSHConfig(), [each])));
		if (is(each, 'include')) includes.push(...valuesOf(each));
		const inner: readonly Line[] = 'config' in each ? each.config : [];
		if (isForAll(each)) includes.push(...inner.filter(one => is(one, 'include')).flatMap(valuesOf));
		if (!is(each, 'host')) continue;
		const about = {from: `${place}:${at}`, login, inner, sections};
		hosts.push(
			...valuesOf(each)
				.filter(isName)
				.map(alias => toFound(alias, about)),
		);
	}
	return {hosts, includes};
};

const lineBreaks = (text: string): number => text.split('\n').length - 1;
const isName = (pattern: string): boolean => !/[*?!]/u.test(pattern);

const is = (line: Line, param: string): boolean =>
	line.type === LineType.DIRECTIVE && line.param.toLowerCase() === param;

/** Files included under other patterns apply to those only, and add no hosts. */
const isForAll = (section: Line): boolean =>
	(is(section, 'host') && valuesOf(section).join() === '*') ||
	(is(section, 'match') && valuesOf(section).join() === 'all');

const valuesOf = (line: Line): readonly string[] => {
	if (line.type !== LineType.DIRECTIVE) return [];
	return typeof line.value === 'string' ? [line.value] : line.value.map(each => each.val);
};

type About = {
	readonly from: string;
	readonly login: string;
	readonly inner: readonly Line[];
	/** Of the whole file: a section for several hosts, `Host site-a-*`, may have the way to each of them. */
	readonly sections: readonly Line[];
};

/** What leads to another machine at the same address. */
const routes = ['proxyjump', 'proxycommand', 'hostkeyalias'];
/** What different machines at the same address differ in, one after the other on a forwarded port. */
const proofs = ['identityfile', 'userknownhostsfile'];

/** A pattern of ssh, with * and ?. */
const toRegExp = (pattern: string): RegExp =>
	new RegExp(
		`^${pattern
			.replaceAll(/[\\^$.+()[\]{}|]/gu, String.raw`\$&`)
			.replaceAll(/\*+/gu, '.*')
			.replaceAll('?', '.')}$`,
		'u',
	);

/** Whether a section is for this host, among others or alone. What is for all hosts distinguishes none. */
const isFor = (section: Line, alias: string): boolean => {
	if (!is(section, 'host') || isForAll(section)) return false;
	const isMatch = (pattern: string) => toRegExp(pattern).test(alias);
	const patterns = valuesOf(section);
	const [not, wanted] = [true, false].map(isNot => patterns.filter(each => each.startsWith('!') === isNot));
	return wanted?.some(isMatch) === true && not?.some(each => isMatch(each.slice(1))) !== true;
};

/** The values of these, the first of each as in ssh; empty without any. */
const valuesFor = (alias: string, params: readonly string[], sections: readonly Line[]): string => {
	const lines = sections
		.filter(each => isFor(each, alias))
		.flatMap(each => ('config' in each ? [...each.config] : []));
	const values = params
		.map(param => lines.find(one => is(one, param)))
		.map(one => (one === undefined ? '' : valuesOf(one).join(' ')))
		.map(value => (value.toLowerCase() === 'none' ? '' : value));
	return values.every(value => value === '') ? '' : values.join('\n');
};

const toFound = (alias: string, {from, login, inner, sections}: About): Found => {
	const first = (param: string): string | undefined =>
		inner.filter(one => is(one, param)).flatMap(valuesOf)[0];
	const user = first('user') ?? login;
	const port = first('port') ?? '22';
	const host = first('hostname')?.replaceAll('%h', alias) ?? alias;
	const route = valuesFor(alias, routes, sections);
	const proof = valuesFor(alias, proofs, sections);
	return {
		name: alias,
		ssh: alias,
		from,
		addresses: [`${user}@${alias}:${port}`, `${user}@${host}:${port}${route && ` by ${route}`}`],
		...(proof !== '' && {proof}),
		hasKeys: first('identityfile') !== undefined,
		...(user === 'git' && {refusal: 'logs in as git: a Git server'}),
	};
};
