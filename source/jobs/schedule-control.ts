import {Failure, type FailureKind} from '../model/failure.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import schedule from '../worker/schedules/schedule.sh';
import {jobScript} from './job-script.ts';

const kinds: Readonly<Record<number, FailureKind>> = {2: 'usage', 3: 'refused', 5: 'conflict'};
const hints: Readonly<Partial<Record<FailureKind, string>>> = {
	usage: '`ingot schedules list` lists those that there are.',
	refused: 'Schedules run on the worker itself, so that they run with every laptop closed.',
	conflict: 'Look at it again, then decide.',
};

/**
 * Runs a verb of worker/schedules/schedule.sh. @param before lines of script that come first, @param after last
 * @returns what it says on stdout @throws Failure with its reason
 */
export const controlSchedules = async (
	remote: Remote,
	argv: readonly string[],
	{before = '', after = '', ...options}: RunOptions & {before?: string; after?: string} = {},
): Promise<string> => {
	const script = `${before}\n${jobScript(schedule, argv)}\n${after}`;
	const {code, stdout, stderr} = await remote.run(script, options);
	if (code === 0) return stdout;
	const kind = kinds[code] ?? 'failed';
	const why = stderr.trim().split('\n').at(-1) || `exit code ${code}`;
	throw new Failure(`${remote.worker.name}: ${why}`, {
		kind,
		hint: hints[kind] ?? 'The home folder there must be writable and its disk not full.',
	});
};
