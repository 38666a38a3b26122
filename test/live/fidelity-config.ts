import {constants} from 'node:os';
import {labels as ours} from '../../source/model/labels.ts';

type Texts = readonly string[] | null | undefined;
/** What skopeo reads of an image, and Podman tells of a container. */
export type Config = {
	readonly [field: string]: unknown;
	readonly User?: unknown;
	readonly WorkingDir?: unknown;
	readonly Entrypoint?: unknown;
	readonly Cmd?: unknown;
	readonly StopSignal?: unknown;
	readonly Healthcheck?: unknown;
	readonly Env?: Texts;
	readonly Labels?: Readonly<Record<string, string>> | null;
};

/** How an image's configuration differs from that of a bare commit, in every field that either has. */
export const configAgainstCommit = (made: Config, bare: Config): readonly string[] =>
	[...new Set([...Object.keys(made), ...Object.keys(bare)])]
		.filter(field => field !== 'Env' && field !== 'Labels')
		.filter(
			field =>
				field !== 'StopSignal' || !made.StopSignal || signal(made.StopSignal) !== signal(bare.StopSignal),
		)
		.filter(field => spell(made[field]) !== spell(bare[field]))
		.map(field => `${field} ${spell(bare[field])} → ${spell(made[field])}`)
		.concat(inMaps('Env', toMap(made.Env), toMap(bare.Env)))
		.concat(inMaps('Labels', withoutOurs(made), withoutOurs(bare)));

/** How it differs from what the DevBox is: the fields that both have. */
export const configAgainstDevbox = (made: Config, devbox: Config): readonly string[] => {
	const rows: readonly (readonly [string, string, string])[] = [
		['User', spell(made.User), spell(devbox.User)],
		['WorkingDir', spell(made.WorkingDir || '/'), spell(devbox.WorkingDir)],
		// Podman before 5 joins the words by blanks.
		['Entrypoint', words(made.Entrypoint).join(' '), words(devbox.Entrypoint).join(' ')],
		['Cmd', spell(words(made.Cmd)), spell(words(devbox.Cmd))],
		['StopSignal', String(signal(made.StopSignal)), String(signal(devbox.StopSignal))],
		['Healthcheck', health(made.Healthcheck), health(devbox.Healthcheck)],
	];
	return rows
		.filter(([, found, wanted]) => found !== wanted)
		.map(([field, found, wanted]) => `${field} ${wanted} → ${found}`)
		.concat(inMaps('Env', toMap(made.Env), toMap(devbox.Env)))
		.concat(inMaps('Labels', withoutOurs(made), withoutOurs(devbox)));
};

/** Empty things of all kinds say the same. */
const spell = (value: unknown): string => {
	const text = JSON.stringify(value, (_, inner) =>
		inner !== null && typeof inner === 'object' && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	);
	return [undefined, 'null', '[]', '{}', '""'].includes(text) ? 'none' : (text ?? 'none');
};

const words = (value: unknown): readonly string[] => {
	if (Array.isArray(value)) return value.map(String);
	return typeof value === 'string' && value !== '' ? [value] : [];
};

const signal = (value: unknown): number => {
	const text = String(value ?? '');
	if (text === '') return constants.signals.SIGTERM;
	const [, real] = /^(?:SIG)?RTMIN\+(\d+)$/u.exec(text) ?? [];
	if (real !== undefined) return 34 + Number(real);
	const name = text.startsWith('SIG') ? text : `SIG${text}`;
	return new Map<string, number>(Object.entries(constants.signals)).get(name) ?? Number(text);
};

const health = (value: unknown): string => {
	const check = (value ?? {}) as {
		Test?: unknown;
		Interval?: number;
		Timeout?: number;
		StartPeriod?: number;
		Retries?: number;
	};
	const test = words(check.Test);
	if (test.length === 0 || test[0] === 'NONE') return 'none';
	return spell([
		test,
		check.Interval || 30e9,
		check.Timeout || 30e9,
		check.StartPeriod || 0,
		check.Retries || 3,
	]);
};

const toMap = (env: Texts): Readonly<Record<string, string>> =>
	Object.fromEntries(
		(env ?? []).map(each => [each.split('=', 1)[0] ?? '', each.slice(each.indexOf('=') + 1)]),
	);

const withoutOurs = ({Labels}: Config): Readonly<Record<string, string>> =>
	Object.fromEntries(
		Object.entries(Labels ?? {}).filter(([name]) => !Object.values<string>(ours).includes(name)),
	);

/** Names only: a value may be a secret. */
const inMaps = (
	field: string,
	made: Readonly<Record<string, string>>,
	other: Readonly<Record<string, string>>,
): readonly string[] =>
	[...new Set([...Object.keys(made), ...Object.keys(other)])].toSorted().flatMap(name => {
		if (!Object.hasOwn(made, name)) return [`${field} without ${name}`];
		if (!Object.hasOwn(other, name)) return [`${field} with ${name}`];
		return made[name] === other[name] ? [] : [`${field} changes ${name}`];
	});
