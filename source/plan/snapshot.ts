import {formatCapabilities} from '../model/capability.ts';
import {inheritedBy} from '../model/detection.ts';
import {imageLabels} from '../model/image-labels.ts';
import {keptVariables} from '../model/kept-variables.ts';
import {forkSource, type Labels, labels} from '../model/labels.ts';
import {splitReference, toReference} from '../model/reference.ts';
import {rootFolderLosses} from '../model/root-folder.ts';
import {type Draft, isWindows, type SnapshotMethod, type SnapshotSource} from '../model/snapshot.ts';
import {identityIds} from './identity.ts';
import {imageConfiguration} from './image-configuration.ts';
import {carryVariables} from './variables.ts';

export type SnapshotRequest = {
	readonly job: string;
	readonly user: string;
	readonly source: SnapshotSource;
	readonly draft: Draft;
	readonly method: SnapshotMethod;
	/** ISO 8601; goes into the image's labels. */
	readonly createdAt: string;
};

/** Every label that Ingot sets on the image. Ownership is not inheritable, so launched-by is set to empty. */
export const snapshotLabels = ({job, user, source, draft, method, createdAt}: SnapshotRequest): Labels => {
	const {devbox} = source;
	const {name, tag} = splitReference(toReference(draft.name, draft.tag));
	return {
		[labels.managed]: 'true',
		[labels.os]: isWindows(devbox) ? 'windows' : 'linux',
		[labels.owner]: user,
		[labels.source]: draft.isForFork ? forkSource : 'DevBox-commit',
		[labels.capabilities]: formatCapabilities(inheritedBy(source).capabilities, draft.capabilities),
		[labels.launchedBy]: '',
		[labels.cloudWorker]: '',
		[labels.created]: createdAt,
		[labels.title]: name,
		[labels.version]: tag,
		[labels.baseName]: devbox.imageReference,
		[labels.baseDigest]: devbox.imageDigest,
		[labels.job]: job,
		[labels.devbox]: `${devbox.id} ${devbox.name}`,
		// Linux: the worker puts the digest of the list of packages there.
		[labels.sbom]: '',
		[labels.secretsKept]: draft.secretsKept ? String(draft.secretsKept) : '',
		// Set explicitly, or the image would inherit them from the base image.
		[labels.renew]: isWindows(devbox) ? '' : identityIds(draft.identity),
		...(isWindows(devbox) && {[labels.unclean]: method === 'live' ? 'live' : ''}),
	};
};

/** What happens to the DevBox's labels. */
export const labelsOf = (request: SnapshotRequest): ReturnType<typeof imageLabels> =>
	imageLabels(
		{
			container: request.source.devbox.labels,
			image: request.source.image.labels,
			ours: snapshotLabels(request),
		},
		request.source.worker.imageLabels,
	);

/** What the image lacks of the DevBox's configuration, in sentences. */
export const snapshotLosses = ({source, draft}: SnapshotRequest): readonly string[] => [
	...rootFolderLosses(source.diskSpace.rootFolder, source.devbox.layer),
	...imageConfiguration(source, 0).losses,
	...carryVariables(keptVariables(source, draft)).lost.map(
		name => `The variable ${name} is not in the image: Podman cannot be given its name and value.`,
	),
];
