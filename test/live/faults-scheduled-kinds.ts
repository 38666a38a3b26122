import {listSchedules} from '../../source/jobs/list-schedules.ts';
import {type PlannedSchedule, saveSchedule} from '../../source/jobs/save-schedule.ts';
import {planScheduledPrune} from '../../source/jobs/scheduled-prune.ts';
import {planScheduledSnapshot} from '../../source/jobs/scheduled-snapshot.ts';
import {noChoices} from '../../source/model/scheduled-task.ts';
import {retentionOf} from '../../source/model/task-problems.ts';
import {planScript} from '../../source/plan/plan-script.ts';
import type {RunWords} from '../../source/plan/run-words.ts';
import {withRetention} from '../../source/plan/scheduled-retention.ts';
import {scheduledSnapshotPlan} from '../../source/plan/scheduled-snapshot.ts';
import type {Plan} from '../../source/plan/step.ts';
import type {FaultJob, Kind} from './faults-kinds.ts';
import type {FaultWorker} from './faults-lab.ts';
import {beginByCron} from './faults-schedule.ts';
import {requester} from './snapshot-lab.ts';

// Runs of schedules that make images of a DevBox, or delete old images. Cron's own line begins them.

const cadence = '0 0 1 1 *';
const rules = {keepLast: '1', keepWithin: ''} as const;

type Saved = {
	/** Of the schedule. */
	readonly id: string;
	readonly plan: Plan;
	/** The DevBox that it was saved for. */
	readonly box: string;
};
const saved = new Map<string, Saved>();

const fileOf = ({files}: PlannedSchedule, name: string): string =>
	files.find(each => each.name === name)?.text ?? '';

/** The plan with the words that a run replaces; people see another one. @throws where it is not the one that is saved */
const rawPlan = (planned: ReturnType<typeof planScheduledSnapshot>): Plan => {
	const {schedule, snapshot} = planned;
	const {task, id} = schedule;
	const {name} = schedule.draft;
	if (task?.kind !== 'snapshot') throw new Error('This schedule makes no image.');
	const [job = '', time = '', tag = ''] = fileOf(planned, 'words')
		.split('\n')
		.map(line => line.split(' ')[0] ?? '');
	const words: RunWords = {job, time, tag};
	const plan = withRetention(scheduledSnapshotPlan(snapshot.plan, {id, name, task, words}), {
		user: schedule.user,
		name,
		retention: retentionOf(task),
	});
	const untitled = (script: string) => script.slice(script.indexOf('\n'));
	if (untitled(fileOf(planned, 'plan.sh')) !== untitled(planScript(plan, '')))
		throw new Error('The plan is another one.');
	return plan;
};

const saveShots = async (at: FaultWorker, box: string): Promise<Saved> => {
	const {remote, look} = await at.on();
	const [source, known] = [await look('box'), await listSchedules(remote)];
	const task = {
		...rules,
		kind: 'snapshot',
		devbox: {id: box, name: 'box'},
		tag: '%Y%m%d-%H%M%S',
		overwrite: false,
		choices: {...noChoices, method: 'pause'},
	} as const;
	const image = {capabilities: [], overwrite: false, method: 'pause'} as const;
	const edited = known.schedules.find(({draft}) => draft.name === 'shots');
	const planned = planScheduledSnapshot(
		{source, known},
		{name: 'shots', cadence, task, image},
		{...requester, edited},
	);
	await saveSchedule(remote, planned);
	return {id: planned.schedule.id, plan: rawPlan(planned), box};
};

const finished = (id: string): string =>
	`folder="$HOME/.local/state/ingot/jobs/${id}"; until [ -e "$folder/status.json" ]; do sleep 0.1; done; grep -q '"done"' "$folder/status.json"`;

const ofShots = `of_shots() { podman images --format '{{.Repository}}:{{.Tag}}' | grep '^localhost/shots:' || true; }
	old=$(cat /root/shots.old)
	new=$(of_shots | grep -vxF "$old" || true)
	events=$(ls -d "$HOME"/.local/state/ingot/jobs/*-"$(cat /root/shots.id)" | tail -n 1)/events.ndjson
	bring_back() { podman image exists "$old" || podman load --quiet --input /root/shots.tar >/dev/null; }
	`;

const shots: Kind = {
	name: 'snapshot, by cron',
	box: 'running',
	victim: 'box',
	makes: false,
	busy: /^conflict: Skipped: another job is using the DevBox, its image or this schedule/u,
	// The old image is gone, unless the run says why it stays.
	settle: `${ofShots}
		[ "$(podman image inspect --format '{{index .Labels "io.clustercode.owner"}}' "$new")" = alice ]
		if podman image exists "$old"; then grep -qF -e 'The next run tries again' -e "Stays: $old" "$events"; fi
		podman rmi "$new" >/dev/null
		bring_back`,
	// A new image stays only when the step after it has begun.
	restore: `${ofShots}
		[ -z "$new" ] || { grep -qF '"judge"' "$events" && podman rmi "$new" >/dev/null; }
		bring_back`,
	job: async at => {
		const key = `${at.lab.name}-${at.worker}`;
		const box = await (await at.on()).idOf('box');
		const isFirst = !saved.has(key);
		const known = saved.get(key);
		const schedule = known?.box === box ? known : await saveShots(at, box);
		saved.set(key, schedule);
		if (isFirst) {
			const first = await beginByCron(at, schedule.id, planScript(schedule.plan, 'Make an old image'));
			await at.sh(`${finished(first)}
				podman images --format '{{.Repository}}:{{.Tag}}' | grep '^localhost/shots:' >/root/shots.old
				podman save --quiet --output /root/shots.tar "$(cat /root/shots.old)"
				echo ${schedule.id} >/root/shots.id`);
		}
		return toJob(at, schedule, 'Scheduled: snapshot box');
	},
};

const toJob = (at: FaultWorker, {id, plan}: Pick<Saved, 'id' | 'plan'>, title: string): FaultJob => {
	let begun = '';
	return {
		get id() {
			return begun;
		},
		plan,
		async start(changed) {
			begun = await beginByCron(at, id, planScript(changed, title));
		},
	};
};

const makePruned = `for each in 1 2; do
		printf 'FROM localhost/devbase:1\\nLABEL io.clustercode.managed=true io.clustercode.owner=alice pruned=%s\\n' $each |
			podman build --quiet --timestamp 170000000$each --tag localhost/pruned:$each --file - /tmp/checked >/dev/null
	done
	podman save --quiet --output /root/pruned.tar localhost/pruned:1`;
const bringPruned = 'podman load --quiet --input /root/pruned.tar >/dev/null';

const prunes = new Map<string, Pick<Saved, 'id' | 'plan'>>();

const prune: Kind = {
	name: 'prune, by cron',
	box: 'running',
	victim: '',
	makes: false,
	busy: /^conflict: Skipped: the previous run is still going/u,
	settle: `if podman image exists localhost/pruned:1; then exit 1; fi
		podman image exists localhost/pruned:2; ${bringPruned}`,
	restore: `podman image exists localhost/pruned:2; podman image exists localhost/pruned:1 || ${bringPruned}`,
	job: async at => {
		const key = `${at.lab.name}-${at.worker}`;
		const known = prunes.get(key);
		if (known !== undefined) return toJob(at, known, 'Scheduled: prune pruned');
		await at.sh(makePruned);
		const {remote} = await at.on();
		const planned = planScheduledPrune(
			{worker: remote.worker, known: await listSchedules(remote)},
			{name: 'tidy', cadence, task: {...rules, kind: 'prune', names: ['pruned']}},
			requester,
		);
		await saveSchedule(remote, planned);
		const schedule = {id: planned.schedule.id, plan: planned.plan};
		prunes.set(key, schedule);
		return toJob(at, schedule, 'Scheduled: prune pruned');
	},
};

export const scheduledKinds: readonly Kind[] = [shots, prune];
