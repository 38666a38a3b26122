import type {PlannedSnapshot} from '../jobs/create-image.ts';
import {findSecrets, unscannable} from '../jobs/find-secrets.ts';
import {Failure} from '../model/failure.ts';
import type {ImageEdit} from '../model/image-edits.ts';
import {findingText, type SecretFinding} from '../model/secret-finding.ts';
import type {SnapshotSource} from '../model/snapshot.ts';
import type {Remote} from '../remote/remote.ts';
import type {CommandDeps} from './command-deps.ts';
import {jsonLine} from './json-line.ts';

/** As many as fit on a screen. */
const maxNamed = 20;

/**
 * Looks for secrets in what the image gets of the DevBox's own layer, and says on stderr what was not read.
 * @throws Failure (refused) where Ingot cannot look
 */
export const searchSecrets = async (
	deps: CommandDeps,
	remote: Remote,
	{source, edits = []}: {readonly source: SnapshotSource; readonly edits: readonly ImageEdit[] | undefined},
): Promise<readonly SecretFinding[]> => {
	const scan = await findSecrets(remote, source, {signal: deps.signal});
	if (scan === undefined)
		throw new Failure(unscannable(source) ?? 'Ingot cannot look for secrets in this DevBox.', {
			kind: 'refused',
			hint: 'Omit --secrets to create the image without the search.',
		});
	for (const note of scan.notes) deps.err(note);
	const left = edits.flatMap(({act, path}) => (act === 'remove' ? [path] : []));
	return scan.findings.filter(({path}) => !left.some(each => path === each || path.startsWith(`${each}/`)));
};

/**
 * Says on stderr which secrets the image keeps; with --json, a refusal has them all on stdout, too.
 * @throws Failure (refused) that names them, if there are any and they were to be refused
 */
export const reportSecrets = (
	deps: CommandDeps,
	{
		secrets = [],
		planned,
	}: {readonly secrets: readonly SecretFinding[] | undefined; readonly planned: PlannedSnapshot},
	options: {readonly secrets?: 'fail' | 'keep'; readonly json?: boolean; readonly dryRun?: boolean},
): void => {
	if (secrets.length === 0) return;
	const lines = secrets.slice(0, maxNamed).map(each => `  ${findingText(each)}`);
	if (secrets.length > maxNamed) lines.push(`  and ${secrets.length - maxNamed} more`);
	const count = secrets.length === 1 ? '1 secret' : `${secrets.length} secrets`;
	if (options.secrets === 'keep') {
		deps.err(`The image keeps what looks like ${count}:`);
		for (const line of lines) deps.err(line);
		return;
	}
	const {worker, reference: name} = planned.request;
	// The plan of a dry run has them.
	if (options.json && !options.dryRun) deps.out(jsonLine({worker, name, secrets: secretRows(secrets)}));
	throw new Failure([`The DevBox has what looks like ${count}, so no image is made:`, ...lines].join('\n'), {
		kind: 'refused',
		hint: 'Remove them from the DevBox, leave the files out with --leave-out PATH, or use --secrets keep to create the image with them.',
	});
};

/** As `--json` prints them. */
export const secretRows = (found: readonly SecretFinding[]) =>
	found.map(({path, line = null, kind}) => ({path, line, kind}));
