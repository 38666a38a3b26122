import {Failure, type FailureKind} from '../model/failure.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import cron from '../worker/schedules/cron.sh';
import schedule from '../worker/schedules/schedule.sh';
import systemd from '../worker/schedules/systemd.sh';
import trigger from '../worker/schedules/trigger.sh';
import {jobScript} from './job-script.ts';

const kinds: Readonly<Record<number, FailureKind>> = {2: 'usage', 3: 'refused', 5: 'conflict'};
const hints: Readonly<Partial<Record<FailureKind, string>>> = {
	usage: '`ingot schedules list` lists all schedules.',
	refused: 'Schedules run on the worker itself, even when your laptop is off.',
	conflict: 'Reload the schedule, then try again.',
};

/**
 * Runs a verb of worker/schedules/schedule.sh. @param before script that runs first @param after script that runs last
 * @returns its stdout @throws Failure with its reason
 */
export const controlSchedules = async (
	remote: Remote,
	argv: readonly string[],
	{before = '', after = '', ...options}: RunOptions & {before?: string; after?: string} = {},
): Promise<string> => {
	const script = `${before}\n${jobScript([cron, systemd, trigger, schedule].join('\n'), argv)}\n${after}`;
	const {code, stdout, stderr} = await remote.run(script, options);
	if (code === 0) return stdout;
	const kind = kinds[code] ?? 'failed';
	const why = stderr.trim().split('\n').at(-1) || `exit code ${code}`;
	throw new Failure(`${remote.worker.name}: ${why}`, {
		kind,
		hint: hints[kind] ?? 'Make sure that the home folder on the worker is writable and its disk is not full.',
	});
};
