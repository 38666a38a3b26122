import {parseVariable, type Variable} from '../model/environment.ts';
import {quote} from '../model/shell.ts';
import type {PlanFile} from './step.ts';

/** `NAME=value` lines → variables. */
export const parseVariables = (environment: readonly string[]): readonly Variable[] =>
	environment.flatMap(each => parseVariable(each) ?? []);

/** In podman's own environment these would change what podman, or the shell, does; nobody keeps a secret in them. */
const isForPodman = (name: string): boolean =>
	/^(?:PATH|HOME|USER|TMPDIR|SHELL|TZ|LANG|LANGUAGE|IFS|ENV|BASH_ENV|OPTIND|PPID|PWD|OLDPWD|PS[124]|UID|EUID|BASHOPTS|SHELLOPTS|_|(?:LC|LD|XDG|CONTAINER|CONTAINERS|PODMAN|STORAGE|LISTEN|NETAVARK|BUILDAH|GO(?:DEBUG|MAXPROCS|GC|TRACEBACK|MEMLIMIT))_?.*|REGISTRY_AUTH_FILE|SSL_CERT_(?:FILE|DIR)|DBUS_SESSION_BUS_ADDRESS|NOTIFY_SOCKET|(?:no|https?|ftp|all)_proxy|(?:NO|HTTPS?|FTP|ALL)_PROXY)$/u.test(
		name,
	);

/** A shell can export it; others (`npm.config`) go by a file of Podman's own form, which has no line breaks. */
const isExported = ({name}: Variable): boolean =>
	!isForPodman(name) && /^[A-Za-z_][A-Za-z0-9_]*$/u.test(name);
const isListed = (each: Variable): boolean =>
	!isForPodman(each.name) && !isExported(each) && !each.value.includes('\n');

/**
 * Options of `podman run` and `podman create` for these variables: names only, the values are in the files. A name that no shell
 * exports with a value of several lines cannot be given at all.
 */
export const variableOptions = (variables: readonly Variable[]): readonly string[] => [
	...variables.flatMap(each => {
		if (isForPodman(each.name)) return ['--env', `${each.name}=${each.value}`];
		return isExported(each) ? ['--env', each.name] : [];
	}),
	...(variables.some(isListed) ? ['--env-file', 'environment.list'] : []),
];

/** The values, for the first step that needs them, which removes the files: in argv anybody on the worker could read them. */
export const variableFiles = (variables: readonly Variable[]): readonly PlanFile[] => {
	const exported = variables.filter(isExported).map(each => `export ${each.name}=${quote([each.value])}\n`);
	const listed = variables.filter(isListed).map(each => `${each.name}=${each.value}\n`);
	return [
		...(exported.length === 0 ? [] : [{name: 'environment.sh', text: exported.join('')}]),
		...(listed.length === 0 ? [] : [{name: 'environment.list', text: listed.join('')}]),
	];
};
