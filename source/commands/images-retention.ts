import prettyBytes from 'pretty-bytes';
import {submitImageJob} from '../jobs/image-jobs.ts';
import {planRetention, readRetention} from '../jobs/retention.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import {mayChangeImage, requireAllowed} from '../model/policy.ts';
import {parseAge, type Retained, type Retention} from '../model/retention.ts';
import {neutralise} from '../model/text.ts';
import {minuteText} from '../model/when.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import {fromEachWorker, type WorkerOptions} from './each-worker.ts';
import {jsonLine} from './json-line.ts';
import {type Column, printTable} from './print-table.ts';
import {requireYes} from './require-yes.ts';
import {runJob} from './run-job.ts';

type Options = WorkerOptions & {
	readonly keepLast?: string;
	readonly keepWithin?: string;
	readonly name?: readonly string[];
	readonly dryRun?: boolean;
	readonly yes?: boolean;
};

/** `ingot images prune --keep-last --keep-within`: lists what is kept and what is old, asks, and deletes the old, one job a worker. */
export const pruneOld = async (deps: CommandDeps, options: Options): Promise<number> => {
	const retention = retentionOf(options);
	const settings = await deps.settings();
	const {account} = settings;
	requireAllowed(mayChangeImage(account, {owner: account.user}));
	const {rows, code} = await fromEachWorker(deps, options, remote =>
		readRetention(remote, retention, {user: account.user, signal: deps.signal}),
	);
	printRetention(deps, rows, options.json === true);
	const old = rows.flatMap(({image, isOld}) => (isOld ? [image] : []));
	if (options.dryRun || old.length === 0) return code;
	if (options.yes !== true)
		requireYes(await deps.confirm(question(old)), {
			doing: 'Deleting old images',
			declined: 'No image was deleted.',
		});
	let worst = code;
	for (const [name, images] of Map.groupBy(old, each => each.worker)) {
		if (deps.signal.aborted) break;
		const [first, ...rest] = images;
		if (first === undefined) continue;
		const remote = await deps.connect(findWorker(settings, name));
		try {
			const planned = planRetention([first, ...rest], {account, ...deps.requester});
			const submit = () => submitImageJob(remote, planned);
			const ended = await runJob(deps, remote, {planned, submit, json: options.json});
			if (worst === exitCodes.done) worst = ended;
		} finally {
			remote.close();
		}
	}
	return worst;
};

const retentionOf = ({keepLast = '1', keepWithin, name}: Options): Retention => {
	const count = /^[1-9]\d{0,5}$/u.test(keepLast) ? Number(keepLast) : undefined;
	if (count === undefined)
		throw new Failure(`--keep-last ${neutralise(keepLast)} is not a number of images.`, {
			kind: 'usage',
			hint: 'Use 1 or more: the newest image of each name always stays.',
		});
	const within = keepWithin === undefined ? undefined : parseAge(keepWithin);
	if (keepWithin !== undefined && within === undefined)
		throw new Failure(`--keep-within ${neutralise(keepWithin)} is not an age.`, {
			kind: 'usage',
			hint: 'Use 12h, 30d or 8w.',
		});
	return {keepLast: count, keepWithinMs: within, names: name};
};

const question = (old: readonly Image[]): string => {
	const names = old.length === 1 ? 'this image' : `these ${old.length} images`;
	const workers = new Set(old.map(each => each.worker)).size;
	return `Delete ${names}${workers === 1 ? '' : ` on ${workers} workers`}? They are gone for good.`;
};

const columns: readonly Column[] = [
	{head: 'WORKER', rank: 1, minWidth: 8, isName: true},
	{head: 'IMAGE', rank: 0, minWidth: 12, isName: true},
	{head: 'SIZE', rank: 3},
	{head: 'CREATED', rank: 2},
	{head: 'PLAN'},
	{head: 'BECAUSE', rank: 1, minWidth: 14},
];

const printRetention = (deps: CommandDeps, rows: readonly Retained[], isJson: boolean): void => {
	if (isJson) {
		for (const {image, isOld, why} of rows) {
			const {worker, id, reference} = image;
			deps.out(jsonLine({worker, id, reference, plan: isOld ? 'delete' : 'keep', why}));
		}
		return;
	}
	if (rows.length === 0) {
		deps.out('You have no images of these names.');
		return;
	}
	const table = rows.map(({image, isOld, why}) => [
		image.worker,
		`${image.name}:${image.tag}`,
		prettyBytes(image.sizeBytes),
		{text: minuteText(image.createdAt), meaning: 'muted' as const},
		isOld ? {text: 'delete', meaning: 'warning' as const} : 'keep',
		why,
	]);
	printTable(deps, columns, table);
	if (rows.every(({isOld}) => !isOld)) deps.out('No image is old.');
};
