import {planSchedule, saveSchedule} from '../../source/jobs/save-schedule.ts';
import type {Image} from '../../source/model/image.ts';
import {quote} from '../../source/model/shell.ts';
import {planScript} from '../../source/plan/plan-script.ts';
import type {Plan} from '../../source/plan/step.ts';
import detach from '../../source/worker/jobs/detach.sh';
import jobProcess from '../../source/worker/runner/job-process.sh';
import startRun from '../../source/worker/schedules/start-run.sh';
import {launchContext} from '../launch-context.ts';
import type {FaultJob} from './faults-kinds.ts';
import {type FaultWorker, folderOf} from './faults-lab.ts';
import {requester} from './snapshot-lab.ts';

const kept = new Map<string, Promise<{readonly id: string; readonly plan: Plan}>>();

const save = async (at: FaultWorker, image: Image): Promise<{readonly id: string; readonly plan: Plan}> => {
	const {remote} = await at.on();
	const planned = planSchedule(
		{
			context: launchContext({worker: remote.worker, image, imageCommand: []}),
			known: {schedules: [], trigger: 'cron', skewMs: 0, zone: 'UTC'},
		},
		{
			name: 'nightly',
			cadence: '0 0 1 1 *',
			command: 'true',
			environment: [],
			volumes: [],
			after: 'remove',
			limit: '10m',
		},
		requester,
	);
	await saveSchedule(remote, planned);
	return {id: planned.schedule.id, plan: planned.plan};
};

/** A run of a schedule that the worker keeps, as the worker itself prepares it. */
export const scheduleRun = async (at: FaultWorker, image: Image): Promise<FaultJob> => {
	const key = `${at.lab.name}-${at.worker}`;
	const saving = kept.get(key) ?? save(at, image);
	kept.set(key, saving);
	const schedule = await saving;
	const id = await at.sh(`sh "$HOME/.local/state/ingot/schedules/${schedule.id}/run.sh" prepare`);
	return {
		id,
		plan: schedule.plan,
		start: async plan => {
			const {remote} = await at.on();
			const script = quote([planScript(plan, 'Run nightly')]);
			const {code, stderr} = await remote.run(
				`set -eu\ncd ${folderOf(id)}\numask 077\nprintf %s ${script} >plan.sh\n. ../../schedules/${schedule.id}/session.sh\n${jobProcess}\n${detach}\n${startRun}`,
			);
			if (code !== 0) throw new Error(stderr);
		},
	};
};

/** Begins a run with a changed plan, by the line that cron has, as cron would. @returns the job's id */
export const beginByCron = (at: FaultWorker, id: string, plan: string): Promise<string> =>
	at.sh(`cd "$HOME/.local/state/ingot/schedules/${id}"
		printf %s ${quote([plan])} >plan.new && mv plan.new plan.sh
		line=$(crontab -l | sed -n 's/^[^/]* \\(\\/.*\\) # ingot:${id}$/\\1/p')
		mkdir -p ../../jobs && cd ../../jobs
		before=$(ls -d *-${id} 2>/dev/null || true)
		setsid env -i HOME="$HOME" LOGNAME=root SHELL=/bin/sh PATH=/usr/bin:/bin /bin/sh -c "$line" </dev/null >/dev/null 2>&1 &
		while :; do
			for each in *-${id}; do
				case "
$before
" in *"
$each
"*) continue ;; esac
				[ ! -s "$each/request.json" ] || { echo "$each" && exit 0; }
			done
			sleep 0.05
		done`);
