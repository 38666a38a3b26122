import {editing} from './edit-steps.ts';
import {imageConfiguration} from './image-configuration.ts';
import {leftOutVariables} from './left-out-variables.ts';
import {labelsOf, type SnapshotRequest, snapshotLabels} from './snapshot.ts';
import {labelChanges} from './snapshot-locks.ts';

/**
 * The options of a commit, in the words of linux-commit.sh: configuration, labels, triggers, and what is left out.
 * @param isCopy whether a staging container is committed
 * @param layers how many the image will have in the end
 */
export const commitWords = (request: SnapshotRequest, isCopy: boolean, layers: number): readonly string[] => {
	const {format, changes} = imageConfiguration(request.source, layers);
	// Without a copy, edits merge the layers of the second commit only.
	const isSquashed = isCopy ? editing(request, isCopy).isMerged : request.draft.flatten;
	const {dropped, emptied} = labelsOf(request);
	const set = {...Object.fromEntries(emptied.map(({name}) => [name, ''])), ...snapshotLabels(request)};
	return [
		...['--format', format],
		...(isSquashed ? ['--squash'] : []),
		...[...changes, ...labelChanges(set)].flatMap(each => ['--change', each]),
		...request.source.image.onBuild.map(trigger => `onbuild=${trigger}`),
		...dropped.map(({name}) => `drop-label=${name}`),
		...leftOutVariables(request, isCopy).commit,
	];
};
