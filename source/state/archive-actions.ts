import {openExport} from '../jobs/export-image.ts';
import {planImport, submitImport} from '../jobs/import-image.ts';
import {importedName} from '../jobs/imported-name.ts';
import {readArchive, savedChecksum} from '../jobs/read-archive.ts';
import {readCopyTarget} from '../jobs/read-copy.ts';
import type {Image} from '../model/image.ts';
import type {JobRequest} from '../model/job.ts';
import type {SaveStream} from '../model/stream-to-save.ts';
import type {CopyActions} from './copy-actions.ts';
import type {DevboxDeps} from './devbox-actions.ts';

type Watched = {
	/** Ends it; nothing is left then. */
	readonly signal: AbortSignal;
	/** Bytes that were written or read. */
	readonly onBytes: (doneBytes: number, totalBytes: number) => void;
};

/** Images as files on this computer. */
export type ArchiveActions = {
	/** Saves an image to a new archive, with its checksum beside it. */
	exportImage(image: Image, file: string, watched: Watched): Promise<void>;
	/**
	 * Reads and checks an archive, starts the job that brings it to a worker, and follows it while the layers are sent.
	 * @returns undefined where the image is there already
	 */
	importImage(file: string, to: string, watched: Watched): Promise<JobRequest | undefined>;
};

type Deps = Pick<DevboxDeps, 'store' | 'requester' | 'remoteOf' | 'follow'> &
	Pick<CopyActions, 'noteSending'> & {readonly saveStream: SaveStream};

/** @param ending ends everything */
export const archiveActions = (
	{store, requester, remoteOf, follow, noteSending, saveStream}: Deps,
	ending: AbortSignal,
): ArchiveActions => ({
	async exportImage(image, file, {signal: own, onBytes}) {
		const signal = AbortSignal.any([own, ending]);
		const {bytes, content} = await openExport(await remoteOf(image.worker), image, {signal, onBytes});
		await saveStream(file, {content, bytes, overwrite: false});
	},
	async importImage(file, to, {signal: own, onBytes}) {
		const signal = AbortSignal.any([own, ending]);
		const checksum = await savedChecksum(file);
		const archive = await readArchive(file, {checksum, signal, onRead: onBytes});
		const reference = importedName(archive, {});
		const target = await readCopyTarget(await remoteOf(to), {id: archive.id, reference}, {signal});
		const asked = {account: store.get().account, ...requester};
		const planned = planImport({archive, target}, {reference, overwrite: false, force: false}, asked);
		signal.throwIfAborted();
		if (planned === undefined) return undefined;
		const ends = {target: () => remoteOf(to), signal: ending};
		const {sent} = await submitImport(ends, {archive, planned});
		noteSending(sent);
		follow(planned.request);
		return planned.request;
	},
});
