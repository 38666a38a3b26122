import prettyBytes from 'pretty-bytes';
import {type ImportWish, importWarning, planImport, submitImport} from '../jobs/import-image.ts';
import {importedName} from '../jobs/imported-name.ts';
import {type Archive, readArchive, savedChecksum} from '../jobs/read-archive.ts';
import {readCopyTarget} from '../jobs/read-copy.ts';
import {counted} from '../model/counted.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {mayCreateImage, requireAllowed} from '../model/policy.ts';
import {neutralise} from '../model/text.ts';
import type {Remote} from '../remote/remote.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {detachWhenSent} from './detach-when-sent.ts';
import {jsonLine} from './json-line.ts';
import {keepConnected} from './keep-connected.ts';
import {refuseEmpty} from './refuse-idle.ts';
import {followOrCancel, type RunOptions, runJob} from './run-job.ts';
import {showTransfer} from './show-transfer.ts';

export type ImportFlags = RunOptions & {
	readonly worker: string;
	readonly name?: string;
	readonly tag?: string;
	readonly image?: string;
	readonly checksum?: string;
	readonly overwrite?: boolean;
	readonly force?: boolean;
};
type Planned = NonNullable<ReturnType<typeof planImport>>;

/** `ingot images import`: reads and checks the whole file before a byte is sent; then a job on the worker. Ctrl-C cancels it. */
export const importImage = async (deps: CommandDeps, file: string, flags: ImportFlags): Promise<number> => {
	const settings = await deps.settings();
	requireAllowed(mayCreateImage(settings.account));
	refuseEmpty(file, 'file', 'Name an archive.');
	if (file === '-') throw noStdin;
	const remote = await deps.connect(findWorker(settings, flags.worker));
	try {
		const archive = await readChecked(deps, file, flags);
		const reference = importedName(archive, flags);
		const target = await readCopyTarget(remote, {id: archive.id, reference}, {signal: deps.signal});
		const wish: ImportWish = {
			reference,
			overwrite: flags.overwrite ?? false,
			force: flags.force ?? false,
		};
		const planned = planImport({archive, target}, wish, {account: settings.account, ...deps.requester});
		if (planned === undefined) return alreadyThere(deps, {reference, worker: flags.worker, archive}, flags);
		sayFirst(deps, {planned, archive}, flags);
		if (flags.dryRun) return await runJob(deps, remote, {planned, submit: async () => {}, ...flags});
		return await deps.untilDone(() => transfer({deps, flags, archive}, planned, remote));
	} catch (thrown) {
		if (!deps.signal.aborted || thrown instanceof Failure) throw thrown;
		deps.err('Cancelled. Nothing was sent.');
		return exitCodes.cancelled;
	} finally {
		remote.close();
	}
};

const noStdin = new Failure('An archive cannot be imported from stdin.', {
	kind: 'usage',
	hint: 'Save it to a file and import that: it is read twice, once to check it and once to send it.',
});

/** @throws Failure if the file does not have the checksum */
const readChecked = async (
	deps: CommandDeps,
	file: string,
	{image, checksum}: ImportFlags,
): Promise<Archive> => {
	const wanted = checksum === undefined ? await savedChecksum(file) : toHex(checksum);
	const shown = showTransfer(deps, neutralise(`Check ${file}`));
	const options = {image, checksum: wanted, signal: deps.signal, onRead: shown.at};
	return readArchive(file, options).finally(() => shown.end());
};

const toHex = (checksum: string): string => {
	const hex = checksum.replace(/^sha256:/u, '').toLowerCase();
	if (/^[0-9a-f]{64}$/u.test(hex)) return hex;
	throw new Failure('--checksum is no SHA-256.', {
		kind: 'usage',
		hint: 'Use the 64 letters that sha256sum prints.',
	});
};

const alreadyThere = (
	deps: CommandDeps,
	{reference, worker, archive}: {reference: string; worker: string; archive: Archive},
	{json}: ImportFlags,
): number => {
	deps.out(
		json
			? jsonLine({worker, name: reference, image: archive.id, result: 'exists'})
			: neutralise(`${reference} is already on ${worker}.`),
	);
	return exitCodes.done;
};

const sayFirst = (
	deps: CommandDeps,
	{planned, archive}: {readonly planned: Planned; readonly archive: Archive},
	{json, worker}: ImportFlags,
): void => {
	const warning = importWarning(archive.labels);
	if (warning !== undefined) deps.err(`Warning: ${warning}`);
	if (json) return;
	const count = `${planned.missing.length} of ${counted(archive.layers.length, 'layer')}`;
	deps.err(neutralise(`${worker} lacks ${count}, ${prettyBytes(planned.bytes)}.`));
};

/** The job depends on Ingot until it has all layers, so `--detach` waits for that. */
const transfer = async (
	{
		deps,
		flags,
		archive,
	}: {readonly deps: CommandDeps; readonly flags: ImportFlags; readonly archive: Archive},
	planned: Planned,
	remote: Remote,
): Promise<number> => {
	// The follower reports a lost connection.
	const to = keepConnected({...deps, err: () => {}}, remote);
	const leave = new AbortController();
	try {
		const ends = {target: () => to.remote(), signal: leave.signal};
		const {sent} = await submitImport(ends, {archive, planned});
		const following = {request: planned.request, json: flags.json ?? false};
		if (!flags.detach) return await followOrCancel(deps, remote, {...following, sent});
		return await detachWhenSent(deps, remote, {...following, sent});
	} finally {
		leave.abort();
		to.close();
	}
};
