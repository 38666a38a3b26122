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

/** What a look into a DevBox found. */
export type Detection = {
	readonly tools: readonly DetectedTool[];
	/** Every capability that was looked for. */
	readonly lookedFor: readonly Capability[];
	/** Why it is not known what the DevBox has. */
	readonly problem?: string;
};

/** What an image inherits from its DevBox. */
export type Inherited = {
	/** The label's capabilities, then those that were detected, none twice. */
	readonly capabilities: readonly Capability[];
	readonly detected: readonly DetectedTool[];
	/** Built-in ones that the label claims and that were looked for in vain. They stay in the label (docs/decisions/capabilities.md). */
	readonly notFound: readonly Capability[];
	readonly problem?: string | undefined;
};

/** What a DevBox passes on. @param source a DevBox's labels, and what was detected in it unless nobody looked */
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
		// A custom one gives way to the built-in one that was found, so only built-in claims hide what was found.
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

/** What is known of inherited capabilities, in lines for people; only the first is good news. */
export const detectionLines = ({detected, notFound, problem}: Inherited): readonly string[] => [
	...(detected.length > 0 ? [`Detected: ${detected.map(toolWords).join(', ')}`] : []),
	...(notFound.length > 0
		? [`In the label but not found: ${notFound.join(', ')}. The image keeps them in its label.`]
		: []),
	...(problem === undefined ? [] : [`Detection failed: ${problem}.`]),
];
