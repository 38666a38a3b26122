import {Failure} from '../model/failure.ts';
import type {Schedule} from '../model/schedule.ts';
import type {SnapshotTask, TaskDraft} from '../model/scheduled-task.ts';
import {type SecretSearch, undecidedText, withSecrets} from '../model/secret-finding.ts';
import type {Draft} from '../model/snapshot.ts';
import type {Requester} from './create-image.ts';
import type {PlannedSchedule} from './save-schedule.ts';
import {planScheduledSnapshot, type SnapshotProbe} from './scheduled-snapshot.ts';

/**
 * Plans a scheduled snapshot after a search for secrets, all of which are left out or kept, as the draft says.
 * @throws Failure (refused) where one cannot be left out, and as `planScheduledSnapshot`
 */
export const planSearched = (
	{search, ...probe}: SnapshotProbe & {readonly search: SecretSearch},
	draft: TaskDraft & {readonly task: SnapshotTask},
	requester: Requester & {readonly edited?: Schedule | undefined},
): PlannedSchedule => {
	const {choices, overwrite} = draft.task;
	const isKept = choices.secrets === 'keep' || choices.secrets === 'skip';
	const found = search.secrets;
	const secrets = isKept ? found.map(each => ({...each, decision: 'keep'}) as const) : found;
	const undecided = undecidedText(secrets);
	if (undecided !== undefined)
		throw new Failure(undecided, {kind: 'refused', hint: 'Keep them, or remove them from the DevBox.'});
	const image: Draft = {
		...{name: '', tag: '', overwrite},
		capabilities: choices.capabilities,
		method: choices.method,
	};
	return planScheduledSnapshot(
		probe,
		{...draft, image: {...withSecrets(image, secrets), searched: isKept ? undefined : search.searched}},
		requester,
	);
};
