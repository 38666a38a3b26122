import type {ContainerSettings} from '../../source/model/container-settings.ts';
import {noOptions} from '../../source/model/launch.ts';
import {noChoices} from '../../source/model/scheduled-task.ts';
import {buildPlan} from '../../source/plan/build.ts';
import {copyPlan} from '../../source/plan/copy.ts';
import {devboxPlans, renamePlan} from '../../source/plan/devbox.ts';
import {forkPlan} from '../../source/plan/fork.ts';
import {deletePlan, prunePlan} from '../../source/plan/image.ts';
import {launchPlan} from '../../source/plan/launch.ts';
import {snapshotPlan} from '../../source/plan/linux-snapshot.ts';
import {pullPlan, pushPlan} from '../../source/plan/registry.ts';
import {rollbackPlan} from '../../source/plan/rollback.ts';
import {schedulePlan} from '../../source/plan/schedule.ts';
import {scheduledPrunePlan, withRetention} from '../../source/plan/scheduled-retention.ts';
import {scheduledSnapshotPlan} from '../../source/plan/scheduled-snapshot.ts';
import type {Plan} from '../../source/plan/step.ts';
import {windowsSnapshotPlan} from '../../source/plan/windows-snapshot.ts';
import {launchContext} from '../launch-context.ts';
import {buildRequest} from '../plan/build-request.ts';
import {request as planned} from '../plan/sources.ts';
import {edits} from './faults-kinds.ts';

/** The DevBox of the fault test has no host name of its own. */
const {source} = planned;
const request = {...planned, source: {...source, devbox: {...source.devbox, hostname: ''}}};
const excluding = {...request, draft: {...request.draft, edits}};
const box = {user: 'alice', devbox: {id: 'b', name: 'box'}};
const context = launchContext({hasHealthCheck: true});
const draft = {...noOptions, name: 'fresh'};
const settings: ContainerSettings = {
	...{
		ports: [],
		mounts: [],
		tmpfs: {},
		networkMode: 'none',
		networks: [],
		restart: '',
		limits: [],
		given: [],
	},
	...{isPrivileged: false, isReadOnly: false, hasInit: false, hasTerminal: false, keepsInput: false},
	...{autoRemove: false, isIdMapped: false, inPod: false, unit: ''},
};
const copied = {job: 'j', user: 'alice', settings, source: request.source};
const inRegistry = {
	...{registry: 'registry.example.com', repository: 'registry.example.com/web'},
	...{text: 'registry.example.com/web:1', local: 'web:1'},
};
const copyRequest = {
	source: {
		...{image: context.image, layers: [], config: '{}', sbom: undefined},
		manifest: {text: '{}', type: ''},
	},
	missing: [],
	overwrite: false,
};
const plans: Readonly<Record<string, Plan>> = {
	'snapshot, pause': snapshotPlan({...request, method: 'pause'}),
	'snapshot, staging': snapshotPlan({...request, method: 'staging'}),
	'snapshot, restart': snapshotPlan({...request, method: 'restart'}),
	'snapshot, staging, exclusion': snapshotPlan({...excluding, method: 'staging'}),
	'snapshot, pause, exclusion': snapshotPlan({...excluding, method: 'pause'}),
	'snapshot, Windows': windowsSnapshotPlan({...request, method: 'stop'}),
	fork: forkPlan(snapshotPlan({...request, method: 'staging'}), {
		...{...copied, draft: request.draft, reference: 'localhost/f:1', names: ['box-fork-1']},
	}),
	rollback: rollbackPlan({
		...{job: 'j', user: 'alice', settings, devbox: request.source.devbox, baseLabels: {}},
		...{image: context.image, config: request.source.image, former: 'box-before'},
	}),
	launch: launchPlan({job: 'j', user: 'alice', context, draft, machine: ''}),
	'schedule run': schedulePlan({
		id: 's',
		user: 'alice',
		context,
		draft: {
			...{name: 'nightly', cadence: 'daily', command: 'true', environment: [], volumes: []},
			...{after: 'remove', limit: '10m'},
		},
	}),
	start: devboxPlans.start(box),
	stop: devboxPlans.stop(box),
	pause: devboxPlans.pause(box),
	rename: renamePlan(box, 'other'),
	remove: devboxPlans.remove(box),
	build: buildPlan(buildRequest),
	delete: deletePlan(context.image, {isLast: true}),
	prune: prunePlan('alice', []),
	push: pushPlan(context.image, {destination: inRegistry, overwrite: false}),
	pull: pullPlan('localhost/web:1', {source: inRegistry, overwrite: false}),
	'snapshot, by cron': withRetention(
		scheduledSnapshotPlan(snapshotPlan({...request, method: 'pause'}), {
			...{id: 's', name: 'shots', words: {job: 'j', time: 't', tag: '1'}},
			task: {
				...{kind: 'snapshot', devbox: box.devbox, tag: '%Y', overwrite: false},
				...{keepLast: '1', keepWithin: '', choices: noChoices},
			},
		}),
		{user: 'alice', name: 'shots', retention: {keepLast: 1}},
	),
	'prune, by cron': scheduledPrunePlan('alice', 's', {keepLast: 1}),
	import: copyPlan(copyRequest),
	copy: copyPlan(copyRequest),
};

/** The steps of a kind's plan: a new step is a new row of the matrix. */
export const stepsOf = (kind: string): readonly string[] => (plans[kind]?.steps ?? []).map(({id}) => id);
