import {type PlannedSnapshot, submitSnapshot} from '../../source/jobs/create-image.ts';
import {followJob} from '../../source/jobs/follow-job.ts';
import {type SnapshotLab, withStep} from './snapshot-lab.ts';

/** The folder of a job, for a shell on the worker. */
export const jobFolder = ({request}: PlannedSnapshot): string =>
	`$HOME/.local/state/ingot/jobs/${request.id}`;

/** Submits it and follows to this line. */
export const runTo = async (on: SnapshotLab, planned: PlannedSnapshot, text: string): Promise<void> => {
	await submitSnapshot(on.remote, planned);
	const {id} = planned.request;
	const signal = AbortSignal.timeout(60_000);
	for await (const event of followJob({id, after: 0, signal, remote: async () => on.remote}))
		if (event.text.startsWith(text)) return;
};

/** A snapshot of `api` whose runner is killed during the copy, while the DevBox is frozen. */
export const dieWhileFrozen = async (on: SnapshotLab, name: string): Promise<PlannedSnapshot> => {
	const planned = withStep(
		on.plan(await on.look('api'), {name, method: 'staging'}),
		'capture',
		real => `${real}; mkdir -p /var/tmp/ingot-"$(basename "$PWD")"/storage1; echo hanging; sleep 1000`,
	);
	await runTo(on, planned, 'hanging');
	await on.sh(`read -r pid _ <${jobFolder(planned)}/pid; kill -9 $pid; while kill -0 $pid 2>/dev/null; do sleep 0.1; done
		read -r group _ <${jobFolder(planned)}/step.pid; kill -9 -$group`);
	return planned;
};
