import {commandProblem} from './command-line.ts';
import {variableProblem} from './environment.ts';
import {type GoldenDisk, goldenProblems} from './golden-disk.ts';
import type {Image} from './image.ts';
import {portProblem} from './port.ts';
import {volumeProblem} from './volume.ts';
import type {WindowsHost} from './windows-host.ts';
import type {Worker} from './worker.ts';

/** How a DevBox is started; the next launch of the same image starts from these. */
export type LaunchOptions = {
	/** `8080:80` */
	readonly ports: readonly string[];
	/** `NAME=value` */
	readonly environment: readonly string[];
	/** `data:/data` */
	readonly volumes: readonly string[];
	/** As typed; empty for no limit. */
	readonly cpus: string;
	/** `512m`, `2g`; empty for no limit. */
	readonly memory: string;
	/** Empty for Podman's own. */
	readonly network: string;
	/** Words as in a shell; empty for the image's own. */
	readonly command: string;
	/** Of a Windows VM: whether it keeps the MAC address and machine id of the image. */
	readonly identity: Identity;
};

/** `renew` is for two DevBoxes of one image in one network; Windows then asks for activation again. */
export const identities = ['keep', 'renew'] as const;
export type Identity = (typeof identities)[number];

export type LaunchDraft = LaunchOptions & {readonly name: string};

/** A launch that changes nothing of what the image says. */
export const noOptions: LaunchOptions = {
	ports: [],
	environment: [],
	volumes: [],
	cpus: '',
	memory: '',
	network: '',
	command: '',
	identity: 'keep',
};

/** What a launch needs to know of its worker and image. */
export type LaunchContext = {
	readonly worker: Worker;
	readonly image: Image;
	/** Names of all its containers. */
	readonly names: readonly string[];
	/** `tcp/8080` → what uses it. */
	readonly portsTaken: ReadonlyMap<string, string>;
	readonly networks: readonly string[];
	readonly cpus: number;
	readonly memoryBytes: number;
	readonly hasHealthCheck: boolean;
	/** What the image runs when no command is given. */
	readonly imageCommand: readonly string[];
	/** `8080/tcp`, as the image says. */
	readonly exposedPorts: readonly string[];
	/** The worker's support for Windows VMs; only for Windows images. */
	readonly windows?: WindowsHost | undefined;
	/** The disk of Windows in the image. */
	readonly golden?: GoldenDisk | undefined;
	/** A label of the image makes Podman refuse a launch by id (auto-update needs a name). */
	readonly wantsName?: boolean;
	/** What the launch clears or renews of the image's identity (model/identity.ts); its ids. */
	readonly renew?: readonly string[];
	/** Options of the user's last launch of this image. */
	readonly previous: LaunchOptions | undefined;
};

const nameGrammar = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/u;

/**
 * What the name of a container that a job makes for itself begins with; undefined for another one. Earlier releases called the staging
 * container a twin.
 */
export const jobPrefix = (name: string): string | undefined =>
	/^ingot-(?:staging|trial|edit|base|twin)-/u.exec(name)?.[0];

/** @returns why a DevBox cannot have this name, or undefined @param taken names on the worker */
export const devboxNameProblem = (name: string, taken: readonly string[]): string | undefined => {
	if (name === '') return 'Enter a name.';
	if (name.length > 63) return 'Use at most 63 characters.';
	if (!nameGrammar.test(name))
		return 'Use letters, digits, dots, underscores and dashes, and start with a letter or digit.';
	const reserved = jobPrefix(name);
	if (reserved !== undefined) return `Names that start with ${reserved} are reserved.`;
	return taken.includes(name) ? `The worker already has a container named ${name}.` : undefined;
};

/** `tax-prep`, then `tax-prep-2`, …: the first that is free. */
export const freeName = (image: string, taken: readonly string[]): string => {
	const bare = (image.split('/').at(-1) ?? image).replaceAll(/[^a-zA-Z0-9_.-]/gu, '-').slice(0, 56);
	const begin = /^[a-zA-Z0-9]/u.test(bare) ? bare : `devbox-${bare}`;
	for (let number = 1; ; number += 1) {
		const name = number === 1 ? begin : `${begin}-${number}`;
		if (!taken.includes(name)) return name;
	}
};

/** The user's last options for the image, with an unused name. */
export const draftAgain = ({image, names, previous}: LaunchContext): LaunchDraft => ({
	...(previous ?? noOptions),
	name: freeName(image.name, names),
});

const units: Readonly<Record<string, number>> = {b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4};
/** Below this a container does not start: runc itself needs some. */
const minMemory = 6 * 1024 ** 2;

/** `512m`, `1.5g`, `2048k` → bytes; undefined if invalid. */
export const parseMemory = (text: string): number | undefined => {
	const found = /^(\d+(?:\.\d+)?)\s*([bkmgt])(?:i?b)?$/iu.exec(text.trim());
	return found === null
		? undefined
		: Math.floor(Number(found[1]) * (units[(found[2] ?? 'b').toLowerCase()] ?? 1));
};

const memoryProblem = (text: string, {memoryBytes}: LaunchContext): string | undefined => {
	if (text.trim() === '') return undefined;
	const bytes = parseMemory(text);
	if (bytes === undefined) return 'Use 512m or 2g.';
	if (bytes < minMemory) return 'A DevBox needs at least 6m.';
	return bytes > memoryBytes && memoryBytes > 0
		? `Use at most ${(memoryBytes / 1024 ** 3).toFixed(1)}g, the memory of the worker.`
		: undefined;
};

const cpusProblem = (text: string, {cpus}: LaunchContext): string | undefined => {
	if (text.trim() === '') return undefined;
	if (!/^\d+(\.\d{1,2})?$/u.test(text.trim()) || Number(text) < 0.01) return 'Use a number such as 2 or 0.5.';
	return cpus > 0 && Number(text) > cpus ? `Use at most ${cpus}, the CPUs of the worker.` : undefined;
};

const networkProblem = (draft: LaunchDraft, {networks}: LaunchContext): string | undefined => {
	const name = draft.network.trim();
	if (name === '') return undefined;
	if (['host', 'none'].includes(name))
		return draft.ports.length === 0 ? undefined : `The network ${name} does not publish ports: remove them.`;
	if (networks.includes(name)) return undefined;
	return `Unknown network: use one of ${[...networks, 'host', 'none'].join(', ')}.`;
};

const missingCommand = ({command}: LaunchDraft, {imageCommand}: LaunchContext): string | undefined =>
	command.trim() === '' && imageCommand.length === 0
		? 'The image has no default command: enter one that keeps running, such as sleep infinity.'
		: undefined;

export type LaunchField = keyof LaunchDraft;

/** Validation errors of a draft, by field; the same on screen, on the command line and for a schedule. */
export const launchProblems = (
	draft: LaunchDraft,
	context: LaunchContext,
): {readonly [field in LaunchField]?: string} => {
	const each = (
		list: readonly string[],
		problem: (text: string, others: readonly string[]) => string | undefined,
	) => list.map((text, index) => problem(text, list.slice(0, index))).find(found => found !== undefined);
	const golden = goldenProblems(draft, context.golden);
	const problems = {
		name: devboxNameProblem(draft.name, context.names),
		ports: each(draft.ports, (text, others) => portProblem(text, {others, taken: context.portsTaken})),
		environment: each(draft.environment, variableProblem) ?? golden.environment,
		volumes: each(draft.volumes, volumeProblem) ?? golden.volumes,
		cpus: cpusProblem(draft.cpus, context),
		memory: memoryProblem(draft.memory, context),
		network: networkProblem(draft, context),
		command: commandProblem(draft.command) ?? missingCommand(draft, context),
	};
	return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));
};
