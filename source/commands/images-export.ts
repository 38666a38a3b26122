import path from 'node:path';
import prettyBytes from 'pretty-bytes';
import {openExport} from '../jobs/export-image.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {shortReference} from '../model/reference.ts';
import {quote} from '../model/shell.ts';
import {neutralise} from '../model/text.ts';
import type {CommandDeps} from './command-deps.ts';
import {findImage} from './find-image.ts';
import {jsonLine} from './json-line.ts';
import {refuseEmpty} from './refuse-idle.ts';
import {showTransfer} from './show-transfer.ts';

export type ExportFlags = {
	readonly file: string;
	readonly worker?: string;
	readonly force?: boolean;
	readonly json?: boolean;
};

/** `ingot images export`: Ctrl-C ends it, and nothing of the file is left. */
export const exportImage = async (
	deps: CommandDeps,
	wanted: string,
	{file, worker, force = false, json = false}: ExportFlags,
): Promise<number> => {
	refuseEmpty(file, 'file', 'Name a file, or - for stdout.');
	const {remote, image} = await findImage(deps, wanted, worker);
	try {
		const shown = showTransfer(deps, neutralise(`Export ${shortReference(image.reference)}`));
		const save = async () => {
			const {content, ...all} = await openExport(remote, image, {signal: deps.signal, onBytes: shown.at});
			const sha256 = await deps.saveStream(file, {content, bytes: all.bytes, overwrite: force});
			return {...all, sha256};
		};
		const {bytes, digest, sha256} = await deps.untilDone(save).finally(() => shown.end());
		const about = {
			worker: image.worker,
			name: image.reference,
			id: image.id,
			file,
			bytes,
			sha256,
			digest,
		};
		if (!json || file === '-') deps.err(neutralise(said(file, bytes, sha256)));
		else deps.out(jsonLine(about));
		return exitCodes.done;
	} catch (thrown) {
		if (deps.signal.aborted) {
			deps.err('Cancelled. Nothing was saved.');
			return exitCodes.cancelled;
		}
		throw isLost(thrown) ? lost(image.worker, file) : thrown;
	} finally {
		remote.close();
	}
};

const said = (file: string, bytes: number, hex: string): string =>
	file === '-'
		? `${prettyBytes(bytes)}, sha256 ${hex}.`
		: `${file}: ${prettyBytes(bytes)}, sha256 ${hex}. Check it with: ${checkCommand(file)}`;

/** The checksum names the file without its folder, so sha256sum has to run there. */
const checkCommand = (file: string): string => {
	const name = `${path.basename(file)}.sha256`;
	const check = quote(['sha256sum', '-c', ...(name.startsWith('-') ? ['--'] : []), name]);
	const folder = path.dirname(file);
	return folder === '.' ? check : `(${quote(['cd', folder])} && ${check})`;
};

const isLost = (thrown: unknown): thrown is Failure =>
	thrown instanceof Failure && thrown.kind === 'unreachable';

const lost = (worker: string, file: string): Failure =>
	new Failure(`The connection to ${worker} was lost in the middle.`, {
		kind: 'unreachable',
		hint:
			file === '-'
				? 'What was written is not complete. Export it again.'
				: 'Nothing was saved. Export it again.',
	});
