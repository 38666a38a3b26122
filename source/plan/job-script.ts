import type {JobRequest} from '../model/job.ts';
import {quote} from '../model/shell.ts';
import {detach, signMaker} from './detach.ts';
import {needsHome} from './needs-home.ts';
import {planScript} from './plan-script.ts';
import type {Plan, PlanFile} from './step.ts';

/** For scripts: where a worker keeps the jobs of whoever logs in. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's, not ours
export const jobsFolder = '"${XDG_STATE_HOME:-$HOME/.local/state}/ingot/jobs"';

/** The exit code of startScript when the job is there already. */
export const jobExists = 17;

/**
 * One script that makes the job's folder and starts its runner, detached; it says `started` when the runner lives.
 * job-process.sh stands before it.
 */
export const startScript = (request: JobRequest, plan: Plan, scripts: readonly PlanFile[]): string => {
	const files: readonly PlanFile[] = [
		...scripts,
		{name: 'request.json', text: `${JSON.stringify(request)}\n`},
		{name: 'plan.sh', text: planScript(plan, request.title)},
		{name: 'events.ndjson', text: ''},
	];
	return [
		'set -eu',
		'umask 077',
		// Half a folder would look like a job that died.
		'made=',
		`trap '[ -z "$made" ] || rm -rf -- "$made"' EXIT`,
		`jobs=${jobsFolder}`,
		needsHome,
		'[ -d "$jobs/../locks" ] || mkdir -p "$jobs" "$jobs/../locks"',
		'cd "$jobs"',
		`mkdir -- ${quote([request.id])} 2>/dev/null || { [ ! -e ${quote([request.id])} ] || exit ${jobExists}; mkdir -- ${quote([request.id])}; }`,
		`cd ${quote([request.id])}`,
		'made=$PWD',
		signMaker,
		...files.map(file => `printf %s ${quote([file.text])} >${quote([file.name])}`),
		'made=',
		detach,
	].join('\n');
};
