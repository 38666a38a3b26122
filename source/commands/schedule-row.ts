import type {Schedule} from '../model/schedule.ts';

/** What a schedule does, as `--json` prints it. */
export const taskRow = ({task, reference, draft, lastImage}: Schedule): Readonly<Record<string, unknown>> => {
	if (task === undefined) return {does: 'launch', reference};
	const keep = {
		keepLast: task.keepLast === '' ? null : Number(task.keepLast),
		keepWithin: task.keepWithin === '' ? null : task.keepWithin,
	};
	if (task.kind === 'prune') return {does: 'prune', images: task.names, ...keep};
	return {
		does: 'snapshot',
		devbox: task.devbox,
		reference: `localhost/${draft.name}:${task.tag}`,
		...keep,
		overwrite: task.overwrite,
		method: task.choices.method,
		secrets: task.choices.secrets,
		capabilities: task.choices.capabilities,
		keepEnv: task.choices.keepEnv,
		dropEnv: task.choices.dropEnv,
		leaveOut: task.choices.leaveOut,
		lastImage: lastImage ?? null,
	};
};
