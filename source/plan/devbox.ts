import type {Plan, Step} from './step.ts';

export type DevboxRequest = {
	readonly user: string;
	readonly devbox: {readonly id: string; readonly name: string};
};

const check = ({user, devbox}: DevboxRequest): Step => ({
	id: 'check',
	title: 'Check the owner of the DevBox',
	argv: ['sh', './devbox.sh', 'check', devbox.id, user],
});
const locks = ({devbox}: DevboxRequest) => [`devbox-${devbox.id.slice(0, 64)}`];

/** Starts a DevBox, or resumes a paused one. */
export const startPlan = (request: DevboxRequest): Plan => ({
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

/** Stops a DevBox; its files are kept. */
export const stopPlan = (request: DevboxRequest): Plan => ({
	steps: [
		check(request),
		{
			id: 'stop',
			title: 'Stop the DevBox',
			argv: ['podman', 'stop', request.devbox.id],
			undo: ['podman', 'start', request.devbox.id],
		},
	],
	locks: locks(request),
	done: `${request.devbox.name} is stopped.`,
});

/** Removes a DevBox with its files and anonymous volumes; named volumes are kept. */
export const removePlan = (request: DevboxRequest): Plan => ({
	steps: [
		check(request),
		{
			id: 'remove',
			title: 'Remove the DevBox',
			argv: ['podman', 'rm', '--force', '--time', '10', '--volumes', request.devbox.id],
		},
	],
	locks: locks(request),
	done: `${request.devbox.name} is removed.`,
});
