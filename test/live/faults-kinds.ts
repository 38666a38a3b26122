import {type DevboxChange, planChange, planRename, submitChange} from '../../source/jobs/change-devbox.ts';
import {submitSnapshot} from '../../source/jobs/create-image.ts';
import {planLaunch, submitLaunch} from '../../source/jobs/launch.ts';
import type {PlannedJob} from '../../source/jobs/planned-job.ts';
import type {Devbox} from '../../source/model/devbox.ts';
import type {Image} from '../../source/model/image.ts';
import type {ImageEdit} from '../../source/model/image-edits.ts';
import {noOptions} from '../../source/model/launch.ts';
import type {SnapshotSource} from '../../source/model/snapshot.ts';
import type {Plan} from '../../source/plan/step.ts';
import {image, launchContext} from '../launch-context.ts';
import {copyKinds} from './faults-copy-kinds.ts';
import {imageKinds, spareImages} from './faults-image-kinds.ts';
import type {FaultWorker} from './faults-lab.ts';
import {scheduleRun} from './faults-schedule.ts';
import {scheduledKinds} from './faults-scheduled-kinds.ts';
import {travelKinds} from './faults-travel-kinds.ts';
import {requester} from './snapshot-lab.ts';

/** A job that is planned but not started: its steps can still be changed. */
export type FaultJob = {
	readonly id: string;
	readonly plan: Plan;
	start(plan: Plan): Promise<void>;
};

/** What a worker does as a job; one group of rows in the matrix. */
export type Kind = {
	readonly name: string;
	/** Beside the image `kept:1` and the DevBox `box` there is nothing; whether that runs. */
	readonly box: 'running' | 'exited';
	/** @param second another one that wants the same while the first goes */
	job(at: FaultWorker, second?: boolean): Promise<FaultJob>;
	/** For steps, in the job's folder: the container that the job is about; empty for none. */
	readonly victim: string;
	/** Whether the DevBox stops and starts again meanwhile, or when it is taken back. */
	readonly restarts?: boolean;
	/** Whether that container is one that the job makes. */
	readonly makes: boolean;
	/** Looks at what a job that is done has made, and takes it away. */
	readonly settle: string;
	/** Brings back what cannot be taken back: Podman may have removed an image before it was killed. */
	readonly restore?: string;
	/** What a job says that comes second; undefined where it is no conflict. */
	readonly busy: RegExp | undefined;
};

const ofJob = '$(podman ps -aq --filter "label=io.clustercode.job=$(basename "$PWD")")';

/** In the DevBox, and in its image, too. */
export const edits = [
	{act: 'remove', path: '/large'},
	{act: 'remove', path: '/etc/group', everywhere: true},
] as const satisfies readonly ImageEdit[];

const snapshot = (method: 'pause' | 'staging' | 'restart', edited?: typeof edits): Kind => {
	const known = new Map<string, SnapshotSource>();
	return {
		name: `snapshot, ${method}${edited ? ', exclusion' : ''}`,
		box: 'running',
		victim: 'box',
		makes: false,
		restarts: method === 'restart',
		settle: `[ "$(podman image inspect --format '{{index .Labels "io.clustercode.owner"}}' localhost/kept:1)" = alice ]`,
		busy: /^conflict: Another job is using /u,
		job: async (at, second) => {
			const {look, plan, idOf, remote} = await at.on();
			const id = await idOf('box');
			const source = known.get(id) ?? (await look('box'));
			known.set(id, source);
			const planned = plan(source, {
				...{name: second ? 'other' : 'kept', tag: '1', overwrite: true, method},
				...(edited && {edits: edited}),
			});
			return {
				id: planned.request.id,
				plan: planned.plan,
				start: changed => submitSnapshot(remote, {...planned, plan: changed}),
			};
		},
	};
};

const checked = async (at: FaultWorker): Promise<Image> =>
	image('checked', {
		tag: '1',
		id: await at.sh("podman image inspect --format '{{.Id}}' localhost/checked:1"),
	});

const launch: Kind = {
	name: 'launch',
	box: 'running',
	victim: ofJob,
	makes: true,
	settle: `[ "$(podman inspect --format '{{.State.Status}}' fresh)" = running ]; podman rm -f -t 0 fresh`,
	busy: /^conflict: Another job is using /u,
	job: async at => {
		const {remote} = await at.on();
		const context = launchContext({
			worker: remote.worker,
			image: await checked(at),
			hasHealthCheck: true,
			imageCommand: [],
		});
		const draft = {...noOptions, name: 'fresh', network: 'none', command: 'sleep infinity'};
		const planned = planLaunch(context, draft, requester);
		return {
			id: planned.request.id,
			plan: planned.plan,
			start: plan => submitLaunch(remote, {...planned, plan}),
		};
	},
};

const run: Kind = {
	name: 'schedule run',
	box: 'running',
	victim: ofJob,
	makes: true,
	settle: '! podman container exists nightly',
	busy: /^conflict: Skipped: the previous run is still going/u,
	job: async at => scheduleRun(at, await checked(at)),
};

const devboxKind = (name: string, settle: string, planned: (devbox: Devbox) => PlannedJob): Kind => ({
	name,
	box: name === 'start' ? 'exited' : 'running',
	victim: 'box',
	makes: false,
	restarts: name === 'stop',
	settle,
	busy: /^conflict: Another job is using /u,
	job: async at => {
		const {remote, idOf} = await at.on();
		const id = await idOf('box');
		const devbox = (await remote.devboxes()).find(each => each.id === id);
		if (devbox === undefined) throw new Error('There is no DevBox.');
		const job = planned(devbox);
		return {
			id: job.request.id,
			plan: job.plan,
			start: plan => submitChange(remote, {...job, plan}),
		};
	},
});
const change = (verb: DevboxChange, settle: string): Kind =>
	devboxKind(verb, settle, devbox => planChange(devbox, verb, requester));

const boxIs = (state: string) => `[ "$(podman inspect --format '{{.State.Status}}' box)" = ${state} ]`;

export const kinds: readonly Kind[] = [
	snapshot('pause'),
	snapshot('staging'),
	snapshot('restart'),
	snapshot('staging', edits),
	snapshot('pause', edits),
	launch,
	run,
	change('start', `${boxIs('running')}; podman stop -t 0 box`),
	change('stop', `${boxIs('exited')}; podman start box`),
	change('pause', `${boxIs('paused')}; podman unpause box`),
	devboxKind('rename', '! podman container exists box; podman rename other box', devbox =>
		planRename(devbox, 'other', requester),
	),
	change('remove', '! podman container exists box'),
	...copyKinds,
	...imageKinds,
	...travelKinds,
	...scheduledKinds,
];

const loop = 'trap exit TERM; while :; do sleep 3600 & wait; done';

/** Makes the DevBox anew, in the state that this kind wants. */
export const makeBox = (at: FaultWorker, kind: Kind): Promise<string> =>
	at.sh(`podman rm -f -t 0 --ignore box
		podman run -d --name box --network none --stop-timeout 1 --label io.clustercode.launched-by=alice localhost/devbase:1 sh -c '${loop}'
		podman exec box dd if=/dev/urandom of=/large bs=1M count=12 2>/dev/null
		${kind.box === 'exited' ? 'podman stop -t 0 box' : ''}`);

/** The images that all kinds need. */
export const makeImages = (at: FaultWorker): Promise<string> =>
	at.sh(`mkdir -p /tmp/checked && cd /tmp/checked
		printf 'FROM localhost/devbase:1\\nLABEL io.clustercode.managed=true\\nHEALTHCHECK CMD true\\n' >Containerfile
		podman build --quiet --format docker --tag localhost/checked:1 . >/dev/null
		podman tag localhost/devbase:1 localhost/kept:1
		${spareImages}`);
