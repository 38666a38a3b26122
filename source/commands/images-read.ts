import prettyBytes from 'pretty-bytes';
import {compareImages, readImageDetails} from '../jobs/read-image.ts';
import {exitCodes} from '../model/failure.ts';
import {imageFacts} from '../model/image-details.ts';
import {labels} from '../model/labels.ts';
import {neutralise} from '../model/text.ts';
import type {CommandDeps} from './command-deps.ts';
import {findImage} from './find-image.ts';
import {jsonLine} from './json-line.ts';
import {tableLines} from './print-table.ts';

type Flags = {readonly worker?: string; readonly json?: boolean};

/** `ingot images show` */
export const showImage = async (
	deps: CommandDeps,
	wanted: string,
	{worker, json}: Flags,
): Promise<number> => {
	const {remote, image} = await findImage(deps, wanted, worker);
	try {
		const details = await readImageDetails(remote, image, {signal: deps.signal});
		if (!json) {
			for (const {label, text} of imageFacts(details, prettyBytes))
				deps.out(neutralise(`${label.padEnd(13)} ${text}`));
			return exitCodes.done;
		}
		const {config, layers, lineage, use} = details;
		const {labels: all, entrypoint, command, exposedPorts, user, workdir, volumes, architecture} = config;
		deps.out(
			jsonLine({
				...image,
				createdAt: new Date(image.createdAt).toISOString(),
				...{architecture, labels: all, entrypoint, command, exposedPorts, user, workdir, volumes},
				variables: config.env,
				...{layers, lineage, tags: use.tags},
				usedBy: {devboxes: use.devboxes, volumes: use.volumes, schedules: use.schedules},
				job: all[labels.job] ?? null,
				diskSize: details.diskSize ?? null,
			}),
		);
		return exitCodes.done;
	} finally {
		remote.close();
	}
};

/** `ingot images diff`: what differs, and on one worker also which files. */
export const diffImages = async (
	deps: CommandDeps,
	[one, other]: readonly [string, string],
	{worker, json}: Flags,
): Promise<number> => {
	const a = await findImage(deps, one, worker);
	try {
		const b = await findImage(deps, other, worker);
		try {
			const {differences, paths} = await compareImages(a, b, {size: prettyBytes, signal: deps.signal});
			if (json) {
				deps.out(
					jsonLine({from: a.image.reference, to: b.image.reference, differences, paths: paths ?? null}),
				);
				return exitCodes.done;
			}
			const rows = differences.map(each => [each.what, each.from, each.to]);
			for (const line of tableLines(['', a.image.reference, b.image.reference], rows)) deps.out(line);
			for (const {kind, path} of paths ?? []) deps.out(neutralise(`${kind.padEnd(8)} ${path}`));
			if (paths === undefined)
				deps.err('The images are on different workers, so their files were not compared.');
			return exitCodes.done;
		} finally {
			b.remote.close();
		}
	} finally {
		a.remote.close();
	}
};
