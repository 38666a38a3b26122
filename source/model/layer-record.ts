import type {EscapedPath} from './image-edits.ts';

/** What a DevBox's own layer says of one path, compared with its image. */
export type LayerRecord = {
	readonly path: EscapedPath;
	/** other: a pipe, a socket (which no image can hold) or a device. */
	readonly type: 'file' | 'folder' | 'link' | 'other' | 'deleted';
	/** A folder of the image in which anything was added, changed or deleted is itself changed. */
	readonly change: 'added' | 'changed' | 'deleted';
	/** Of a file: its length. An image stores sparse files in full. Everything else has 0. */
	readonly sizeBytes: number;
	/** Seconds since 1970, with a fraction; absent for what is deleted. */
	readonly mtime?: number;
	/** A hard link to this path, which is listed before and has the same bytes. */
	readonly sameAs?: EscapedPath;
};
