import type {JobRequest} from '../model/job.ts';
import {quote} from '../model/shell.ts';
import type {Plan, PlanFile, Step} from './step.ts';

/** For scripts: where a worker keeps the jobs of whoever logs in. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's, not ours
export const jobsFolder = '"${XDG_STATE_HOME:-$HOME/.local/state}/ingot/jobs"';

/** The exit code of startScript when the job is there already. */
export const jobExists = 17;

/** Plan → the plan.sh that the job runner reads; see job-runner.sh. */
const planScript = (plan: Plan, request: JobRequest): string =>
	[
		`title=${quote([request.title])}`,
		`done_text=${quote([plan.done])}`,
		`locks=${quote([plan.locks.join(' ')])}`,
		`step_count=${plan.steps.length}`,
		...plan.steps.flatMap((step, index) => stepLines(step, index + 1, plan.steps)),
		'',
	].join('\n');

const stepLines = (step: Step, number: number, steps: readonly Step[]): readonly string[] => {
	const settled = steps.findIndex(other => other.id === step.settles) + 1;
	return [
		`id_${number}=${quote([step.id])}`,
		`work_${number}() { exec ${quote(step.argv)}; }`,
		...(step.undo === undefined
			? []
			: [`undo_has_${number}=1`, `undo_${number}() { exec ${quote(step.undo)}; }`]),
		...(settled === 0 ? [] : [`settles_${number}=${settled}`]),
	];
};

/** One script that makes the job's folder and starts its runner, detached; it says `started` when the runner lives. */
export const startScript = (request: JobRequest, plan: Plan, scripts: readonly PlanFile[]): string => {
	const files: readonly PlanFile[] = [
		...scripts,
		{name: 'request.json', text: `${JSON.stringify(request)}\n`},
		{name: 'plan.sh', text: planScript(plan, request)},
		{name: 'events.ndjson', text: ''},
	];
	return [
		'set -eu',
		'umask 077',
		`jobs=${jobsFolder}`,
		'mkdir -p "$jobs" "$jobs/../locks"',
		'cd "$jobs"',
		`mkdir -- ${quote([request.id])} 2>/dev/null || { [ ! -e ${quote([request.id])} ] || exit ${jobExists}; mkdir -- ${quote([request.id])}; }`,
		`cd ${quote([request.id])}`,
		...files.map(file => `printf %s ${quote([file.text])} >${quote([file.name])}`),
		detach,
	].join('\n');
};

/**
 * In a session of its own. Some systems end all that a user started when the user logs out, so systemd keeps the job
 * where it can: for root in a scope of the system. A user's own manager goes with the last login unless the user lingers,
 * and its scopes with it; without that, a plain process lives longer.
 */
const detach = `
scope=
if ! command -v systemd-run >/dev/null 2>&1; then :
elif [ "$(id -u)" = 0 ]; then
	! systemd-run --quiet --scope true >/dev/null 2>&1 || scope='systemd-run --quiet --collect --scope'
elif [ -e "/var/lib/systemd/linger/$(id -un)" ]; then
	! systemd-run --quiet --user --scope true >/dev/null 2>&1 || scope='systemd-run --quiet --collect --user --scope'
fi
setsid $scope sh ./job-runner.sh run </dev/null >/dev/null 2>runner.log &
tries=0
until [ -s pid ] || [ -e status.json ]; do
	tries=$((tries + 1))
	[ "$tries" -lt 200 ] || { tail -n 1 runner.log >&2; exit 1; }
	sleep 0.05
done
echo started`;
