import {commandWords} from '../model/command-line.ts';
import {labels} from '../model/labels.ts';
import {type LaunchContext, noOptions} from '../model/launch.ts';
import {parseLimit, type ScheduleDraft} from '../model/schedule.ts';
import {identityFile} from './identity.ts';
import {runOptions} from './run-options.ts';
import type {Plan, PlanFile} from './step.ts';
import {carryVariables, parseVariables} from './variables.ts';
import {windowsStart} from './windows-start.ts';

export type ScheduleRequest = {
	readonly id: string;
	readonly user: string;
	readonly context: LaunchContext;
	readonly draft: ScheduleDraft;
};

const healthSeconds = 120;

/** One run of a schedule, as steps. The worker assigns each run its id, so no step contains one. */
export const schedulePlan = (request: ScheduleRequest): Plan => {
	const {draft, context, id} = request;
	const {reference} = context.image;
	const stops = draft.after === 'stop';
	const isWindows = context.image.os === 'windows';
	const words = commandWords(draft.command) ?? [];
	// Windows needs time to shut down, or unwritten data would be lost, on shared folders too.
	const after = script(draft.after, ...(isWindows ? ['gently'] : []));
	return {
		steps: [
			{
				id: 'start',
				title: 'Start the DevBox',
				argv: script('start', reference, ...startOptions(request)),
				undo: after,
			},
			{id: 'running', title: 'Check that it is running', argv: script('running', String(healthSeconds))},
			...windowsStart(context, script),
			{
				id: 'work',
				title: words.length === 0 ? 'Let Windows run' : 'Run the command',
				argv: script('work', String(parseLimit(draft.limit) ?? 0), ...words),
			},
			{
				id: 'after',
				title: stops ? 'Stop the DevBox' : 'Remove the DevBox',
				argv: after,
				settles: 'start',
			},
		],
		locks: [`schedule-${id}`],
		done: `${draft.name} has finished; its DevBox is ${stops ? 'stopped' : 'removed'}.`,
		busy: 'Skipped: the previous run is still going',
	};
};

const script = (...argv: readonly string[]): readonly string[] => ['sh', './scheduled-run.sh', ...argv];

/** As for a launch, but with the image by reference, so that a newer one is used. */
const startOptions = ({user, context, draft}: ScheduleRequest): readonly string[] => {
	const {imageCommand} = context;
	return runOptions({
		draft: {
			...noOptions,
			name: draft.name,
			environment: draft.environment,
			volumes: draft.volumes,
			// Without a default command the container would exit before the schedule's command runs.
			command: imageCommand.length === 0 ? 'sleep infinity' : '',
		},
		context,
		image: context.image.reference,
		labels: {[labels.launchedBy]: user, [labels.owner]: user, [labels.cloudWorker]: ''},
	});
};

/** What a run gets besides scripts: the variables' values, and what to renew, which it reads from the image that it finds. */
export const launchFiles = ({draft, context}: ScheduleRequest): readonly PlanFile[] => [
	...(context.image.os === 'windows' ? [] : [identityFile]),
	...carryVariables(parseVariables(draft.environment)).files,
];
