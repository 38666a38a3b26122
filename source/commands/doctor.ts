import {checksOf} from '../jobs/check-worker.ts';
import {type Check, worstOf} from '../model/doctor.ts';
import {exitCodes} from '../model/failure.ts';
import {neutralise} from '../model/text.ts';
import type {CommandDeps} from './command-deps.ts';
import {chosenWorkers, type WorkerOptions} from './each-worker.ts';
import {jsonLine} from './json-line.ts';
import {printTable} from './print-table.ts';

/** `ingot doctor`: checks every worker. @returns 4 if one is not reachable, 1 if a check failed */
export const runDoctor = async (deps: CommandDeps, options: WorkerOptions): Promise<number> => {
	const settings = await deps.settings();
	const workers = chosenWorkers(settings, options);
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

const marks = {
	ok: {text: 'ok', meaning: 'success'},
	note: {text: '·', meaning: 'muted'},
	warning: {text: 'WARN', meaning: 'warning'},
	failed: {text: 'FAIL', meaning: 'danger'},
} as const;

const report = (deps: CommandDeps, worker: string, checks: readonly Check[]): void => {
	const rows = checks.map(({state, id, said, mend}) => ({
		cells: [marks[state], id, said],
		note: mend === undefined ? undefined : `      → ${neutralise(mend)}`,
	}));
	const name = {head: worker, rank: 1, minWidth: 8, isName: true};
	printTable(deps, [{head: ''}, name, {head: '', minWidth: 20, wraps: true}], rows);
	deps.out('');
};
