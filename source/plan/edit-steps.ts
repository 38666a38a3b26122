import {Failure} from '../model/failure.ts';
import {type ImageEdit, isEscapedPath} from '../model/image-edits.ts';
import {identityFile, identityIds} from './identity.ts';
import {searchedFiles} from './searched.ts';
import type {SnapshotRequest} from './snapshot.ts';
import type {PlanFile, Step} from './step.ts';

/** How the plan of a snapshot changes when its image holds other than its DevBox. */
export type Editing = {
	/** Before the commit: edits the copy in the staging container. */
	readonly before: readonly Step[];
	/** After it, without a staging container: edits a second container of the first image. */
	readonly after: readonly Step[];
	/** Whether all layers of the image become one. */
	readonly isMerged: boolean;
	/** Those of the edits, the table of identities, and what was searched for secrets. */
	readonly files: readonly PlanFile[];
};

/**
 * The steps that apply a draft's edits; see docs/decisions/exclusion.md.
 * @param isCopy whether a staging container is committed
 * @param options those of the commit, for the commit of the second container
 */
export const editing = (
	{source: {devbox, facts}, draft, job}: SnapshotRequest,
	isCopy: boolean,
	options: readonly string[] = [],
): Editing => {
	const edits = draft.edits ?? [];
	const searched = searchedFiles(draft);
	const isFlat = draft.flatten ?? false;
	if (edits.length === 0)
		return {before: [], after: [], isMerged: isFlat, files: [identityFile, ...searched]};
	const isErasing = edits.some(edit => edit.act === 'remove' && edit.everywhere);
	const identity = identityIds(draft.identity);
	const {idMap} = devbox.layer;
	const extent = isFlat ? 'flat' : facts.nativeDiff === false ? 'missing' : 'all';
	const script = (...argv: readonly string[]) => ['sh', './linux-snapshot.sh', ...argv];
	const edit: Step = {
		id: 'edit',
		title: 'Leave out what the image must not hold',
		argv: script('edit', devbox.id, idMap?.uids.join(',') ?? '', idMap?.gids.join(',') ?? '', identity),
	};
	const rewrite: Step = {
		id: 'rewrite',
		title: 'Leave out what the image must not hold',
		argv: script('rewrite', devbox.id, devbox.imageId, extent, identity, ...options),
		undo: script('unrewrite', job),
	};
	return {
		before: isCopy ? [edit] : [],
		after: isCopy ? [] : [rewrite],
		isMerged: isFlat || isErasing || !isCopy,
		files: [{name: 'edits', text: editsText(edits)}, identityFile, ...searched],
	};
};

/**
 * Edits as the plan's file `edits`, one a line, for edit-layer.sh.
 * @throws Failure (usage) for a path that is no escaped path below /
 */
export const editsText = (edits: readonly ImageEdit[]): string =>
	edits.map(each => `${lineOf(each)}\n`).join('');

const lineOf = (edit: ImageEdit): string => {
	if (!isEscapedPath(edit.path))
		throw new Failure('A path to leave out of the image is not allowed.', {
			kind: 'usage',
			hint: 'Paths start with / and have no unescaped control characters.',
		});
	switch (edit.act) {
		case 'remove':
			return `${edit.everywhere ? 'erase' : 'remove'} ${edit.path}`;
		case 'empty':
			return `empty ${edit.path}`;
		case 'blank':
			return `blank ${edit.sizeBytes} ${edit.ranges.map(([offset, length]) => `${offset}+${length}`).join(',')} ${edit.path}`;
	}
};
