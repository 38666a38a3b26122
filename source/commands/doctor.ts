import {checksOf} from '../jobs/check-worker.ts';
import {type Check, worstOf} from '../model/doctor.ts';
import {exitCodes} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import {type CommandDeps, findWorker} from './command-deps.ts';
import type {WorkerOptions} from './each-worker.ts';
import {jsonLine} from './json-line.ts';
import {tableLines} from './print-table.ts';

/** `ingot doctor`: checks every worker. @returns 4 if one is not reachable, 1 if a check failed */
export const runDoctor = async (deps: CommandDeps, options: WorkerOptions): Promise<number> => {
	const settings = await deps.settings();
	const workers = options.worker?.map(name => findWorker(settings, name)) ?? settings.workers;
	const found = await Promise.all(
		workers.map(async worker => {
			const result = await deps.runDoctor(worker);
			return {worker: worker.name, result, checks: checksOf(result)};
		}),
	);
	for (const {worker, checks} of found) {
		if (options.json) for (const check of checks) deps.out(jsonLine({worker, ...check}));
		else report(deps, worker, checks);
	}
	if (found.some(each => each.result.said === undefined)) return exitCodes.unreachable;
	return found.some(each => worstOf(each.checks) === 'failed') ? exitCodes.failed : exitCodes.done;
};

const marks = {ok: 'ok', note: '·', warning: 'WARN', failed: 'FAIL'} as const;

const report = (deps: CommandDeps, worker: string, checks: readonly Check[]): void => {
	const rows = checks.map(check => [marks[check.state], check.id, check.said]);
	const lines = tableLines(['', worker, ''], rows);
	for (const [index, line] of lines.entries()) {
		deps.out(line);
		const mend = checks[index - 1]?.mend;
		if (mend !== undefined) deps.out(`      → ${neutralise(mend)}`);
	}
	deps.out('');
};
