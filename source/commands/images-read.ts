import prettyBytes from 'pretty-bytes';
import {compareImages, readImageDetails} from '../jobs/read-image.ts';
import {exitCodes} from '../model/failure.ts';
import {imageFacts} from '../model/image-details.ts';
import {labels} from '../model/labels.ts';
import type {PackageDifference} from '../model/package-difference.ts';
import {neutralise} from '../model/text.ts';
import type {CommandDeps} from './command-deps.ts';
import {findImage} from './find-image.ts';
import {jsonLine} from './json-line.ts';
import {printTable} from './print-table.ts';

const pathMeanings = {added: 'success', changed: 'warning', deleted: 'danger', removed: 'danger'} as const;

type Paths = NonNullable<Awaited<ReturnType<typeof compareImages>>['paths']>;
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
			const facts = imageFacts(details, prettyBytes);
			const rows = facts.map(({label, text}) => [{text: label.padEnd(12), meaning: 'muted' as const}, text]);
			printTable(deps, [{head: ''}, {head: '', rank: 1, minWidth: 20, wraps: true}], rows);
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
				packages: 'unknown' in details.packages ? null : details.packages.packages.length,
				usedBy: {devboxes: use.devboxes, volumes: use.volumes, schedules: use.schedules},
				job: all[labels.job] ?? null,
				registries: use.registries ?? [],
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
			const {differences, packages, paths} = await compareImages(a, b, {
				size: prettyBytes,
				signal: deps.signal,
			});
			if (json) {
				deps.out(
					jsonLine({
						from: a.image.reference,
						to: b.image.reference,
						differences,
						packages: packages.differences ?? null,
						paths: paths ?? null,
					}),
				);
				return exitCodes.done;
			}
			const rows = differences.map(each => [each.what, each.from, each.to]);
			const one = {minWidth: 14, isName: true};
			const heads = [
				{head: a.image.reference, ...one},
				{head: b.image.reference, ...one},
			];
			printTable(deps, [{head: '', minWidth: 8}, ...heads], rows);
			printPackages(deps, packages.differences ?? []);
			for (const why of packages.unknown) deps.err(neutralise(why));
			printPaths(deps, paths ?? []);
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

const printPackages = (deps: CommandDeps, packages: readonly PackageDifference[]): void => {
	const rows = packages.map(({kind, type, name, from, to}) => [
		{text: kind.padEnd(7), meaning: pathMeanings[kind]},
		type,
		name,
		from,
		to,
	]);
	const version = {head: '', minWidth: 8, rank: 1};
	printTable(deps, [{head: ''}, {head: ''}, {head: '', minWidth: 14, isName: true}, version, version], rows);
};

const printPaths = (deps: CommandDeps, paths: Paths): void => {
	const rows = paths.map(({kind, path}) => [{text: kind.padEnd(7), meaning: pathMeanings[kind]}, path]);
	printTable(deps, [{head: ''}, {head: '', minWidth: 14, isName: true}], rows);
};
