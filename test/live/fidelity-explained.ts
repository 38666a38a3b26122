import type {Cell} from './fidelity-lab.ts';
import type {Row} from './fidelity-row.ts';

type Explained = {
	/** A heading of docs/fidelity.md. */
	readonly heading: string;
	readonly pattern: RegExp;
	/** It may be there for any container, so rows do not list it. */
	readonly isStanding?: true;
};

/** Every kind of difference that may remain. What none of these matches is a fault. */
export const explained: readonly Explained[] = [
	{
		heading: 'HOME and HOSTNAME',
		pattern: /^(?:DevBox|commit): Env without (?:HOME|HOSTNAME)$/u,
		isStanding: true,
	},
	{
		heading: 'TERM and container',
		pattern: /^(?:DevBox|commit): Env with(?:out)? (?:TERM|container)$/u,
		isStanding: true,
	},
	{heading: 'The time of the root folder', pattern: /^DevBox: \.\/: \.d\.\.t\.{6}$/u, isStanding: true},
	{heading: 'Owner, mode and attributes of the root folder', pattern: /^DevBox: \.\/: \.d\.\.tp/u},
	{
		heading: 'Fields that only the docker format has',
		pattern: /^commit: (?:Hostname|Domainname|Attach\w+|Tty|OpenStdin|StdinOnce|Image) none → /u,
		isStanding: true,
	},
	{heading: 'Health checks, ONBUILD and SHELL', pattern: /^commit: (?:Healthcheck|OnBuild|Shell) none → /u},
	{heading: 'A health check of its own beside ONBUILD', pattern: /^(?:DevBox|launched): Healthcheck /u},
	{heading: 'Stop signals', pattern: /^commit: StopSignal /u},
	{heading: 'A cleared entrypoint', pattern: /^commit: Entrypoint \[""\] → none$/u},
	{heading: 'A program that lies in a mount', pattern: /^(?:DevBox|commit|launched): (?:Entrypoint|Cmd) /u},
	{
		heading: 'Variables that look like secrets',
		pattern: /^(?:DevBox|commit): Env (?:without|changes) (?:API_TOKEN|DB_LOGIN)$/u,
	},
	{
		heading: 'Variables that the DevBox was made without',
		pattern: /^commit: Env without C$|^(?:DevBox|commit): Env (?:with|changes) FROM_IMAGE$/u,
	},
	{
		heading: 'Labels that say who a container is',
		pattern: /^(?:DevBox|commit): Labels (?:without|changes) /u,
	},
	{heading: 'Times before 1970 and after 2262', pattern: /^DevBox: t\/(?:ancient|future): \.f\.\.t\.{6}$/u},
	{
		heading: 'ACLs and other attributes',
		pattern: /^DevBox: x\/(?:acl|user|folder\/): \.[fd]\.{7}(?:a\.|\.x)$/u,
	},
	{
		heading: 'Times of folders under mapped ids',
		pattern: /^DevBox: bin\/: \.d\.\.t\.{6}$/u,
		isStanding: true,
	},
	{heading: 'Sockets', pattern: /\.sock is left out$/u},
];

/** Differences of a cell that the row does not list, and those that it lists and that are not there. */
export const surprises = ({differs = []}: Row, {method, differences}: Cell): readonly string[] => {
	const listed = differs
		.map(each => each.split(' only: '))
		.filter(([first, second]) => second === undefined || first === method)
		.map(([first = '', second]) => second ?? first);
	const notable = differences.filter(
		each => !explained.some(({isStanding, pattern}) => isStanding && pattern.test(each)),
	);
	return [
		...notable
			.filter(each => !listed.some(begin => each.startsWith(begin)))
			.map(each => `not expected: ${each}`),
		...notable
			.filter(each => !explained.some(({pattern}) => pattern.test(each)))
			.map(each => `not explained: ${each}`),
		...listed
			.filter(begin => !notable.some(each => each.startsWith(begin)))
			.map(each => `not found: ${each}`),
	];
};
