import pLimit from 'p-limit';
import {copiesAtOnce} from '../jobs/send-layers.ts';
import {exitCodes, Failure} from '../model/failure.ts';
import {quote} from '../model/shell.ts';
import {neutralise} from '../model/text.ts';
import type {Worker} from '../model/worker.ts';
import type {CommandDeps} from './command-deps.ts';
import {type Copying, copyTo} from './copy-to.ts';
import {jsonLine} from './json-line.ts';
import {keepConnected} from './keep-connected.ts';
import {namedOutput, sharedStatus} from './named-output.ts';

/** How a copy to one of several workers ended. */
type Ended = {
	readonly worker: string;
	readonly code: number;
	readonly text: string;
	readonly result: 'exists' | 'started' | keyof typeof exitCodes;
};
type Several = Pick<Copying, 'deps' | 'flags' | 'source'> & {
	/** That the image is on. */
	readonly worker: Worker;
};

/**
 * Copies an image to several workers, some at the same time; what fails for one does not stop the others. Each line names its
 * worker, and a summary says who has the image and how to copy it to the rest.
 * @returns the first exit code that is not 0, in the order of the targets
 */
export const copySeveral = async (several: Several, targets: readonly Worker[]): Promise<number> => {
	const {deps, flags} = several;
	const atOnce = Math.min(copiesAtOnce, targets.length);
	// Plans are printed whole, in the order of the targets.
	const limit = pLimit(flags.dryRun ? 1 : atOnce);
	const statusOf = deps.display?.status && sharedStatus(deps.display.status);
	// Ids, plans and JSON are read by scripts.
	const isRaw = [flags.json, flags.detach, flags.dryRun].includes(true);
	const settled = await Promise.allSettled(
		targets.map(target => {
			const own = namedOutput(deps, target.name, {isRaw, statusOf});
			return limit(() => copyBeside({...several, deps: own}, target, atOnce));
		}),
	);
	const ended = settled.map(each => {
		if (each.status === 'fulfilled') return each.value;
		throw each.reason;
	});
	if (flags.dryRun) sayUnplanned(several, ended);
	else summarise(several, ended);
	return ended.find(({code}) => code !== exitCodes.done)?.code ?? exitCodes.done;
};

const copyBeside = async (
	{deps, flags, source, worker}: Several,
	target: Worker,
	atOnce: number,
): Promise<Ended> => {
	let text = '';
	let result: Ended['result'] | undefined;
	try {
		if (deps.signal.aborted) return {...notStarted, worker: target.name};
		const code = await copyTo(
			{
				...{deps, flags, source, atOnce},
				// One connection each: sshd limits the sessions of a connection, and reading takes one until its end.
				from: async () => ownConnection(deps, worker),
				onEnd(said, how) {
					text = said;
					result = how;
				},
			},
			target,
		);
		return {worker: target.name, code, text, result: result ?? wordOf(code)};
	} catch (thrown) {
		if (deps.signal.aborted) return {...notStarted, worker: target.name};
		if (!(thrown instanceof Failure)) throw thrown;
		const {message, hint, kind} = thrown;
		deps.err(neutralise(message));
		deps.err(`  ${neutralise(hint)}`);
		return {worker: target.name, code: exitCodes[kind], text: message, result: kind};
	}
};

const notStarted = {code: exitCodes.cancelled, text: 'Not started.', result: 'cancelled'} as const;

const wordOf = (code: number): keyof typeof exitCodes => {
	const [word] = Object.entries(exitCodes).find(([, each]) => each === code) ?? [];
	return (word ?? 'failed') as keyof typeof exitCodes;
};

const ownConnection = async (deps: CommandDeps, worker: Worker) => {
	const remote = await deps.connect(worker);
	const kept = keepConnected(deps, remote);
	return {
		...kept,
		close() {
			kept.close();
			remote.close();
		},
	};
};

/** In a dry run, those that have no plan to print: the image is there, or cannot be copied there. */
const sayUnplanned = (several: Several, ended: readonly Ended[]): void =>
	printEnds(
		several,
		ended.filter(({result}) => result !== 'done'),
	);

const printEnds = ({deps, flags, source}: Omit<Several, 'worker'>, ended: readonly Ended[]): void => {
	const {reference, id} = source.image;
	// Scripts read the ids that --detach prints.
	const print = flags.detach && !flags.dryRun ? deps.err : deps.out;
	for (const {worker: name, code, text, result} of ended)
		if (flags.json)
			deps.out(jsonLine({worker: name, name: reference, image: id, result, message: text || null}));
		else
			print(
				neutralise(`${code === exitCodes.done ? '✓' : '✗'} ${name}: ${text || 'The job keeps running.'}`),
			);
};

/** Somebody has to decide something first. */
const needsDecision = (result: Ended['result']): boolean => result === 'conflict' || result === 'refused';

const summarise = ({deps, flags, source, worker}: Several, ended: readonly Ended[]): void => {
	const {reference} = source.image;
	printEnds({deps, flags, source}, ended);
	if (flags.json) return;
	const failed = ended.filter(({code}) => code !== exitCodes.done);
	if (failed.length === 0) return;
	const rest = failed.filter(({result}) => !needsDecision(result)).map(each => each.worker);
	const again = [
		...['ingot', 'copy', reference, '--worker', worker.name, '--to', rest.join(',')],
		...(flags.overwrite ? ['--overwrite'] : []),
		...(flags.force ? ['--force'] : []),
	];
	const which = rest.length === failed.length ? 'the rest' : rest.join(', ');
	deps.err(`${ended.length - failed.length} of ${ended.length} copies succeeded.`);
	if (rest.length > 0) deps.err(neutralise(`Try ${which} again: ${quote(again)}`));
	const others = failed.flatMap(each => (needsDecision(each.result) ? [each.worker] : []));
	if (others.length > 0)
		deps.err(
			neutralise(`The same command fails again for ${others.join(', ')}: do what is said above first.`),
		);
};
