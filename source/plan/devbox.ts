import type {DevboxState, Os} from '../model/devbox.ts';
import type {Plan, Step} from './step.ts';

export type DevboxRequest = {
	readonly user: string;
	readonly devbox: {
		readonly id: string;
		readonly name: string;
		readonly state?: DevboxState;
		readonly os?: Os;
	};
};

const check = ({user, devbox}: DevboxRequest): Step => ({
	id: 'check',
	title: 'Check the owner of the DevBox',
	argv: ['sh', './devbox.sh', 'check', devbox.id, user],
});
/** A verb of devbox.sh that gives Windows the time to shut down. */
const script = (verb: string, {devbox: {id, os}}: DevboxRequest): readonly string[] => [
	...['sh', './devbox.sh', verb, id],
	...(os === 'windows' ? ['windows'] : []),
];
const locks = ({devbox}: DevboxRequest) => [`devbox-${devbox.id.slice(0, 64)}`];

/** Starts a DevBox, or resumes a paused one. */
const startPlan = (request: DevboxRequest): Plan => ({
	steps: [
		check(request),
		{
			id: 'start',
			title: 'Start the DevBox',
			argv: ['sh', './devbox.sh', 'start', request.devbox.id],
		},
	],
	locks: locks(request),
	done: `${request.devbox.name} is running.`,
});

/** Stops a DevBox, which is resumed first if it is paused; its files are kept. */
const stopPlan = (request: DevboxRequest): Plan => ({
	steps: [
		check(request),
		{
			id: 'stop',
			title: request.devbox.state === 'paused' ? 'Resume and stop the DevBox' : 'Stop the DevBox',
			argv: script('stop', request),
			undo: script('unstop', request),
		},
	],
	locks: locks(request),
	done: `${request.devbox.name} is stopped.`,
});

/** Pauses a DevBox: its processes stand still until it is resumed. */
const pausePlan = (request: DevboxRequest): Plan => ({
	steps: [
		check(request),
		{
			id: 'pause',
			title: 'Pause the DevBox',
			argv: ['sh', './devbox.sh', 'pause', request.devbox.id],
			undo: ['sh', './devbox.sh', 'unpause', request.devbox.id],
		},
	],
	locks: locks(request),
	done: `${request.devbox.name} is paused.`,
});

/** Gives a DevBox another name. @param name free on the worker; Podman refuses a taken one */
export const renamePlan = (request: DevboxRequest, name: string): Plan => ({
	steps: [
		check(request),
		{
			id: 'rename',
			title: `Rename the DevBox to ${name}`,
			argv: ['sh', './devbox.sh', 'rename', request.devbox.id, name],
			undo: ['sh', './devbox.sh', 'unrename', request.devbox.id, name],
		},
	],
	locks: locks(request),
	done: `${request.devbox.name} is now ${name}.`,
});

/** Removes a DevBox with its files and anonymous volumes; named volumes are kept, and what Windows has written in them. */
const removePlan = (request: DevboxRequest): Plan => ({
	steps: [
		check(request),
		{
			id: 'remove',
			title: 'Remove the DevBox',
			...(request.devbox.os === 'windows'
				? {argv: script('remove', request), undo: script('unstop', request)}
				: {argv: ['podman', 'rm', '--force', '--time', '10', '--volumes', request.devbox.id]}),
		},
	],
	locks: locks(request),
	done: `${request.devbox.name} is removed.`,
});

/** What can be done to a DevBox without further words. */
export const devboxPlans = {start: startPlan, stop: stopPlan, pause: pausePlan, remove: removePlan} as const;
