import type {Account} from '../model/account.ts';
import {type Fleet, type FleetEvent, newFleet, reduceFleet} from '../model/fleet.ts';
import type {HostKeyQuestion} from '../model/host-key.ts';
import {type Job, type JobEvent, type JobId, type JobRequest, newJob, reduceJob} from '../model/job.ts';
import type {SecretQuestion} from '../model/secret.ts';
import type {Settings} from '../model/settings.ts';
import {newSetup, reduceSetup, type Setup, type SetupEvent} from '../model/setup.ts';
import {addSamples, type UsageById, type UsageSample} from '../model/usage.ts';
import {type Health, type HealthEvent, reduceHealth} from '../model/worker-health.ts';
import type {Store} from './store.ts';

/** A followed job, and why it cannot be followed at the moment. */
type FollowedJob = {readonly job: Job; readonly problem?: string | undefined};

type ConfigState = {
	readonly file: string;
	readonly exists: boolean;
	/** What Ingot has read of it, or goes by without one. */
	readonly used: Settings;
	/** What to tell where the file no longer has what is used. */
	readonly notice?: string | undefined;
};

export type AppState = {
	readonly account: Account;
	/** Where images are pushed to by default. */
	readonly registry: string | undefined;
	readonly fleet: Fleet;
	readonly jobs: {readonly [id: JobId]: FollowedJob};
	/** What DevBoxes use, by worker: of those that are on the screen. */
	readonly usage: {readonly [worker: string]: UsageById};
	/** Host keys that wait for an answer, in order. */
	readonly questions: readonly HostKeyQuestion[];
	/** Pending questions for passphrases and the like, in order; never the answers. */
	readonly secrets: readonly SecretQuestion[];
	readonly config: ConfigState;
	/** The first run, until there is a config file. */
	readonly setup: Setup;
	readonly health: Health;
};

export type AppEvent =
	| FleetEvent
	| HealthEvent
	| SetupEvent
	| {readonly type: 'config-written'; readonly settings: Settings}
	| {readonly type: 'config-changed'; readonly notice: string | undefined}
	| {
			readonly type: 'usage-read';
			readonly worker: string;
			readonly samples: ReadonlyMap<string, UsageSample> | undefined;
	  }
	| {readonly type: 'job-followed'; readonly request: JobRequest}
	| {readonly type: 'job-event'; readonly id: JobId; readonly event: JobEvent}
	| {readonly type: 'job-unreachable'; readonly id: JobId; readonly problem: string | undefined}
	| {readonly type: 'host-key-asked'; readonly question: HostKeyQuestion}
	| {readonly type: 'host-key-answered'; readonly question: HostKeyQuestion}
	| {readonly type: 'secret-asked'; readonly question: SecretQuestion}
	| {readonly type: 'secret-answered'; readonly question: SecretQuestion};

export type AppStore = Store<AppState, AppEvent>;

export const newAppState = (
	settings: Settings,
	{file, exists}: Pick<ConfigState, 'file' | 'exists'>,
	known: Fleet,
): AppState => ({
	account: settings.account,
	registry: settings.registry,
	fleet: newFleet(settings.workers, known),
	jobs: {},
	usage: {},
	questions: [],
	secrets: [],
	config: {file, exists, used: settings},
	setup: newSetup,
	health: {},
});

/** The state after an event. Parts that the event does not concern stay the same objects. */
export const reduceApp = (state: AppState, event: AppEvent): AppState => {
	switch (event.type) {
		case 'usage-read': {
			const {worker, samples} = event;
			const read = samples === undefined ? {} : addSamples(state.usage[worker], samples);
			return {...state, usage: {...state.usage, [worker]: read}};
		}
		case 'job-followed':
			return {...state, jobs: {...state.jobs, [event.request.id]: {job: newJob(event.request)}}};
		case 'job-event':
			return withJob(state, event.id, ({job}) => ({job: reduceJob(job, event.event)}));
		case 'job-unreachable':
			return withJob(state, event.id, followed => ({...followed, problem: event.problem}));
		case 'host-key-asked':
			return {...state, questions: [...state.questions, event.question]};
		case 'host-key-answered':
			return {...state, questions: state.questions.filter(each => each !== event.question)};
		case 'secret-asked':
			return {...state, secrets: [...state.secrets, event.question]};
		case 'secret-answered':
			return {...state, secrets: state.secrets.filter(each => each !== event.question)};
		case 'setup-found':
		case 'setup-added':
		case 'setup-tried':
		case 'setup-unticked':
			return {...state, setup: reduceSetup(state.setup, event)};
		case 'load-read':
		case 'doctor-ran':
			return {...state, health: reduceHealth(state.health, event)};
		case 'config-written':
			return {
				...newAppState(event.settings, {...state.config, exists: true}, {}),
				questions: state.questions,
				secrets: state.secrets,
			};
		case 'config-changed':
			return {...state, config: {...state.config, notice: event.notice}};
		default:
			return {...state, fleet: reduceFleet(state.fleet, event)};
	}
};

const withJob = (state: AppState, id: JobId, change: (followed: FollowedJob) => FollowedJob): AppState => {
	const followed = state.jobs[id];
	if (followed === undefined) return state;
	const next = change(followed);
	const isSame = next.job === followed.job && next.problem === followed.problem;
	return isSame ? state : {...state, jobs: {...state.jobs, [id]: next}};
};
