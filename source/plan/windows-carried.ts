import {variableMap} from '../model/image-environment.ts';
import {keptVariables} from '../model/kept-variables.ts';
import {isViewerLocked} from '../model/windows-variables.ts';
import type {SnapshotRequest} from './snapshot.ts';
import type {PlanFile} from './step.ts';
import {carryVariables} from './variables.ts';

/** The part of a Windows DevBox's configuration that its image gets. */
type Carried = {
	/** Options of `podman create`. */
	readonly options: readonly string[];
	/** Files of the job with the values of variables; `prepare` removes them. */
	readonly files: readonly PlanFile[];
	/** The viewer of the source has a password, which the image does not get. */
	readonly isLocked: boolean;
	/** What the image will not have; sentences. */
	readonly losses: readonly string[];
};

/** What the configuration of a Windows image takes over from its DevBox, and what is lost, in sentences. */
export const windowsCarried = ({source, draft}: SnapshotRequest): Carried => {
	const kept = keptVariables(source, draft);
	const {options, files, lost} = carryVariables(kept);
	const isLocked = isViewerLocked(
		variableMap(source.devbox.env),
		new Map([...variableMap(source.image.env), ...kept.map(({name, value}) => [name, value] as const)]),
	);
	const losses = lost.map(
		name => `The variable ${name} is not in the image: Podman cannot be given its name and value.`,
	);
	if (isLocked)
		losses.push(
			'The password of the viewer is not in the image. Set a new one at launch (-e PASS=…), or the DevBox does not start.',
		);
	return {options, files, isLocked, losses};
};
