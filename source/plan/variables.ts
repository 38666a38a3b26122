import {parseVariable, type Variable} from '../model/environment.ts';
import {quote} from '../model/shell.ts';
import type {PlanFile} from './step.ts';

/** `NAME=value` lines → variables. */
export const parseVariables = (environment: readonly string[]): readonly Variable[] =>
	environment.flatMap(each => parseVariable(each) ?? []);

/** Variables that would change how podman or the shell behaves if exported; they never hold secrets. */
const isForPodman = (name: string): boolean =>
	/^(?:PATH|HOME|USER|TMPDIR|SHELL|TZ|LANG|LANGUAGE|IFS|ENV|BASH_ENV|OPTIND|PPID|PWD|OLDPWD|PS[124]|UID|EUID|BASHOPTS|SHELLOPTS|_|(?:LC|LD|XDG|CONTAINER|CONTAINERS|PODMAN|STORAGE|LISTEN|NETAVARK|BUILDAH|GO(?:DEBUG|MAXPROCS|GC|TRACEBACK|MEMLIMIT))_?.*|REGISTRY_AUTH_FILE|SSL_CERT_(?:FILE|DIR)|DBUS_SESSION_BUS_ADDRESS|NOTIFY_SOCKET|(?:no|https?|ftp|all)_proxy|(?:NO|HTTPS?|FTP|ALL)_PROXY)$/u.test(
		name,
	);

/** Whether a shell can export it. */
const isExported = ({name}: Variable): boolean =>
	!isForPodman(name) && /^[A-Za-z_][A-Za-z0-9_]*$/u.test(name);
/** Others (`npm.config`) are passed in Podman's env-file, one per line. */
const isListed = (each: Variable): boolean =>
	!isForPodman(each.name) &&
	!isExported(each) &&
	/^[^\s#=][^\s=]*$/u.test(each.name) &&
	!each.value.includes('\n');

/** How variables reach `podman run` and `podman create`: names on the command line, values in files. */
export type CarriedVariables = {
	readonly options: readonly string[];
	/** Removed by the first step that needs them. In argv, anyone on the worker could read the values. */
	readonly files: readonly PlanFile[];
	/** Names that a shell cannot export, with multi-line values: these cannot be passed at all. */
	readonly lost: readonly string[];
};

/** How variables reach an image: options, files, and what cannot be carried. Only values that Podman itself would use are in argv. */
export const carryVariables = (variables: readonly Variable[]): CarriedVariables => {
	const exported = variables.filter(isExported);
	const listed = variables.filter(isListed);
	const file = (name: string, lines: readonly string[]) =>
		lines.length === 0 ? [] : [{name, text: lines.map(line => `${line}\n`).join('')}];
	return {
		options: [
			...variables.flatMap(each => {
				if (isForPodman(each.name)) return ['--env', `${each.name}=${each.value}`];
				return isExported(each) ? ['--env', each.name] : [];
			}),
			...(listed.length === 0 ? [] : ['--env-file', 'environment.list']),
		],
		files: [
			...file(
				'environment.sh',
				exported.map(each => `export ${each.name}=${quote([each.value])}`),
			),
			...file(
				'environment.list',
				listed.map(each => `${each.name}=${each.value}`),
			),
		],
		lost: variables
			.filter(each => !isForPodman(each.name) && !isExported(each) && !isListed(each))
			.map(each => each.name),
	};
};
