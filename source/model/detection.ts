import {
	type Capability,
	isCustom,
	mergeCapabilities,
	newCapabilities,
	parseCapabilities,
} from './capability.ts';
import {type Labels, labels} from './labels.ts';

/** A built-in capability that was found in a DevBox. */
export type DetectedTool = {readonly capability: Capability; readonly version?: string};

/** The result of detecting tools in a DevBox. */
export type Detection = {
	readonly tools: readonly DetectedTool[];
	/** Every capability that was looked for. */
	readonly lookedFor: readonly Capability[];
	/** Why detection failed. */
	readonly problem?: string;
};

/** What an image inherits from its DevBox. */
export type Inherited = {
	/** The label's capabilities, then those that were detected, none twice. */
	readonly capabilities: readonly Capability[];
	/** The label's. */
	readonly claimed: readonly Capability[];
	readonly detected: readonly DetectedTool[];
	/** Built-in ones in the label that were not found. They stay in the label (docs/decisions/capabilities.md). */
	readonly notFound: readonly Capability[];
	readonly problem?: string | undefined;
};

/** The capabilities that an image inherits. @param source a DevBox's labels, and the detection if there was one */
export const inheritedBy = ({
	devbox,
	detection,
}: {
	readonly devbox: {readonly labels: Labels};
	readonly detection?: Detection | undefined;
}): Inherited => {
	const claimed = parseCapabilities(devbox.labels[labels.capabilities]);
	const {tools = [], lookedFor = [], problem} = detection ?? {};
	const found = tools.map(each => each.capability);
	return {
		// A detected built-in one replaces the custom one of its name, so only built-in claims hide what was found.
		capabilities: mergeCapabilities(
			[
				...claimed,
				...newCapabilities(
					claimed.filter(each => !isCustom(each)),
					found,
				),
			],
			[],
		),
		claimed,
		detected: tools,
		notFound:
			problem === undefined
				? claimed.filter(each => !isCustom(each) && isNew([each], found) && !isNew([each], lookedFor))
				: [],
		problem,
	};
};

const isNew = (capabilities: readonly Capability[], among: readonly Capability[]): boolean =>
	newCapabilities(among, capabilities).length > 0;

/** `git 2.39.5` */
export const toolWords = ({capability, version}: DetectedTool): string =>
	version === undefined ? capability : `${capability} ${version}`;

/** Inherited capabilities in lines for people; all but the first are warnings. */
export const detectionLines = ({detected, notFound, problem}: Inherited): readonly string[] => [
	...(detected.length > 0 ? [`Detected: ${detected.map(toolWords).join(', ')}`] : []),
	...(notFound.length > 0
		? [`In the label but not found: ${notFound.join(', ')}. The image keeps them in its label.`]
		: []),
	...(problem === undefined ? [] : [`Detection failed: ${problem}.`]),
];
