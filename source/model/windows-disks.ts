import prettyBytes from 'pretty-bytes';
import {counted} from './counted.ts';

/** The disks of a Windows DevBox, as its scripts choose and its QEMU uses them, and the files next to them. */
export type WindowsDisks = {
	readonly disks: readonly WindowsDisk[];
	/** Files and folders next to the first disk that are not in the image: backups, ISOs, logs. */
	readonly others: {readonly count: number; readonly bytes: number; readonly names: string};
	/** Why no image can be created from them. */
	readonly refusal?: string;
};

type WindowsDisk = {
	readonly number: number;
	/** raw or qcow2. */
	readonly format: string;
	readonly usedBytes: number;
	/** In the DevBox: /storage/data.img. */
	readonly path: string;
};

/** For the summary, in sentences. */
export const diskLines = ({disks, others}: WindowsDisks): readonly string[] => [
	...disks.map(
		({number, format, usedBytes, path}) =>
			`Disk ${number}: ${path} (${format}), ${prettyBytes(usedBytes)} used.`,
	),
	...(others.count === 0
		? []
		: [
				`Not included: ${counted(others.count, 'file or folder', 'files and folders')} next to the disk (${prettyBytes(others.bytes)}): ${others.names}.`,
			]),
];

/** `/storage2` of `/storage2/data2.img`; of a file at the root the file itself. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || path;

/** Whether a mount of the DevBox holds one of its disks, and so is in the image. */
export const holdsDisk = (destination: string, found: WindowsDisks | undefined): boolean =>
	destination === '/storage' ||
	(found?.disks ?? []).some(({path}) => destination === path || destination === folderOf(path));
