import type {PlannedSnapshot} from '../jobs/create-image.ts';
import {findSecrets, unscannable} from '../jobs/find-secrets.ts';
import {counted} from '../model/counted.ts';
import {Failure} from '../model/failure.ts';
import {
	type DecidedSecret,
	excluded,
	findingText,
	type SecretFinding,
	secretsWithin,
} from '../model/secret-finding.ts';
import type {Draft, SnapshotSource} from '../model/snapshot.ts';
import type {Remote} from '../remote/remote.ts';
import {askAboutSecrets} from './ask-about-secrets.ts';
import type {CommandDeps} from './command-deps.ts';
import {firstLines} from './first-lines.ts';
import {jsonLine} from './json-line.ts';

export type SecretsOptions = {
	/** Default: asks at a terminal, else fail. */
	readonly secrets?: 'exclude' | 'fail' | 'keep' | 'skip' | undefined;
	readonly json?: boolean;
	readonly dryRun?: boolean;
	readonly yes?: boolean;
};

/** What was decided about the secrets of a DevBox, and the draft's `searched`. */
export type Searched = {
	readonly secrets: readonly DecidedSecret[];
	readonly searched?: readonly string[] | undefined;
};

/**
 * Looks for secrets in what the image gets of the DevBox's own layer, decides about them, and says on stderr what was not read.
 * @returns undefined where nobody looked; `searched` only where a secret would have been refused or left out
 * @throws Failure (refused) where the option demands a search that is impossible, (cancelled) by the user
 */
export const searchSecrets = async (
	deps: CommandDeps,
	remote: Remote,
	{
		source,
		draft,
		options,
	}: {readonly source: SnapshotSource; readonly draft: Draft; readonly options: SecretsOptions},
): Promise<Searched | undefined> => {
	if (options.secrets === 'skip') return undefined;
	const scan = await findSecrets(remote, source, {signal: deps.signal});
	if (scan === undefined && options.secrets === undefined) return undefined;
	if (scan === undefined)
		throw new Failure(unscannable(source) ?? 'Ingot cannot look for secrets in this DevBox.', {
			kind: 'refused',
			hint: 'Omit --secrets to create the image without the search.',
		});
	for (const note of scan.notes) deps.err(note);
	const found = secretsWithin(scan.findings, draft.edits);
	const wanted = options.secrets ?? (found.length > 0 ? await defaultFor(deps, {found, options}) : 'fail');
	const {searched} = scan;
	if (wanted === 'exclude') return {secrets: found.map(excluded), searched};
	if (wanted === 'keep') return {secrets: found.map(each => ({...each, decision: 'keep'}))};
	return {secrets: found.map(each => ({...each, decision: 'refuse'})), searched};
};

/** Scripts cannot be asked. */
const defaultFor = async (
	deps: CommandDeps,
	{found, options}: {readonly found: readonly SecretFinding[]; readonly options: SecretsOptions},
): Promise<'exclude' | 'fail' | 'keep'> => {
	if (!deps.isTerminal || options.json || options.yes || options.dryRun) return 'fail';
	const decided = found.map(excluded);
	say(deps, `The DevBox has what looks like ${count(decided)}; with exclude:`, decided);
	return askAboutSecrets(
		deps,
		decided.some(({decision}) => decision === 'refuse'),
	);
};

/**
 * Says on stderr what becomes of the secrets; with --json, a refusal has them all on stdout, too.
 * @throws Failure (refused) that names them, if there are any that are refused
 */
export const reportSecrets = (
	deps: CommandDeps,
	{
		secrets = [],
		planned,
	}: {readonly secrets: readonly DecidedSecret[] | undefined; readonly planned: PlannedSnapshot},
	options: SecretsOptions,
): void => {
	const refused = secrets.filter(({decision}) => decision === 'refuse');
	const excluded = secrets.filter(({decision}) => decision === 'remove' || decision === 'blank');
	const kept = secrets.filter(({decision}) => decision === 'keep');
	if (refused.length === 0) {
		if (excluded.length > 0)
			say(deps, `The image gets none of what looks like ${count(excluded)}:`, excluded);
		if (kept.length > 0) say(deps, `The image keeps what looks like ${count(kept)}:`, kept);
		return;
	}
	const {worker, reference: name} = planned.request;
	// The plan of a dry run has them.
	if (options.json && !options.dryRun) deps.out(jsonLine({worker, name, secrets: secretRows(secrets)}));
	const [first, hint] =
		options.secrets === 'exclude'
			? [
					`Ingot cannot leave out what looks like ${count(refused)}, so no image is made:`,
					'Remove them from the DevBox, or leave the files out with --leave-out PATH.',
				]
			: [
					`The DevBox has what looks like ${count(refused)}, so no image is made:`,
					'Use --secrets exclude to create the image without them, or --secrets keep to create it with them.',
				];
	throw new Failure([first, ...linesOf(refused)].join('\n'), {kind: 'refused', hint});
};

/** As `--json` prints them. */
export const secretRows = (found: readonly DecidedSecret[]) =>
	found.map(({path, line = null, kind, decision}) => ({path, line, kind, decision}));

const count = ({length}: readonly DecidedSecret[]): string => counted(length, 'secret');

const say = (deps: CommandDeps, first: string, found: readonly DecidedSecret[]): void => {
	for (const line of [first, ...linesOf(found)]) deps.err(line);
};

const outcomes: Partial<Record<DecidedSecret['decision'], string>> = {
	remove: '  (the file is left out)',
	blank: '  (blanked)',
};

const linesOf = (found: readonly DecidedSecret[]): readonly string[] =>
	firstLines(found.map(each => `  ${findingText(each)}${outcomes[each.decision] ?? ''}`));
