import type {Os} from './devbox.ts';
import {variableMap} from './image-environment.ts';
import {labels as keys, type Labels} from './labels.ts';

/** What is known of a container. */
export type Traits = {
	readonly labels: Labels;
	/** The image reference of the container. */
	readonly image: string;
	/** The words of its entrypoint. */
	readonly entrypoint?: readonly string[];
	readonly env?: readonly string[];
	/** `3389/tcp`: exposed or published. */
	readonly ports: readonly string[];
	/** Mount points in it. */
	readonly mounts: readonly string[];
};

export type OsGuess = {readonly os: Os; readonly inDoubt: boolean};

/** Points for each sign of a Windows VM as dockur/windows (on qemus/qemu) runs it. */
const signs: readonly {readonly points: number; readonly shows: (traits: Traits) => boolean}[] = [
	{points: 4, shows: ({image, labels}) => isWindowsImage.test(image) || windowsSource.test(sourceOf(labels))},
	{points: 4, shows: ({env = []}) => /windows/iu.test(variableMap(env).get('APP') ?? '')},
	{points: 2, shows: ({entrypoint = []}) => entrypoint.some(runsMachine)},
	{points: 2, shows: ({env = []}) => hasWindowsVersion(variableMap(env))},
	{points: 2, shows: ({ports}) => ports.includes('3389/tcp')},
	{points: 1, shows: ({ports}) => ports.includes('8006/tcp')},
	{points: 1, shows: ({mounts, env = []}) => mounts.includes(variableMap(env).get('STORAGE') || '/storage')},
	// Another VM image of that family; a custom program instead of theirs.
	{points: -4, shows: ({image}) => /(?:^|\/)(?:dockurr?\/(?!windows)|vdsm\/)/u.test(image)},
	{points: -1, shows: ({image}) => /(?:^|\/)qemu[sx]\/qemu/u.test(image)},
	{points: -4, shows: ({entrypoint}) => entrypoint !== undefined && !entrypoint.some(runsMachine)},
];

const isWindowsImage = /(?:^|\/)dockurr?\/windows(?:-arm)?(?:[:@]|$)/u;
const windowsSource = /github\.com\/dockur\/windows/u;
const sourceOf = (labels: Labels): string => labels['org.opencontainers.image.source'] ?? '';
const runsMachine = (word: string): boolean => word === '/run/entry.sh' || word === '/golden/entry.sh';

/** VERSION of dockur/windows, if the disk or memory of a VM is set as well: `11`, `10l`, `2022`, `tiny11`. */
const hasWindowsVersion = (env: ReadonlyMap<string, string>): boolean =>
	(env.has('DISK_SIZE') || env.has('RAM_SIZE')) &&
	/^(?:win|tiny|core|nano)?(?:11|10|8|81|7|v|vu|vista|xp|2k|20(?:00|03|08|12|16|19|22|25))(?:r2)?[a-z]{0,2}$/iu.test(
		env.get('VERSION')?.trim() ?? '',
	);

const certain = 7;
const doubtful = 5;

/** The system in a container: by Ingot's label, else by its traits. */
export const guessOs = (traits: Traits): OsGuess => {
	const said = traits.labels[keys.os];
	if (said === 'windows') return {os: 'windows', inDoubt: false};
	const points = signs.reduce((sum, sign) => sum + (sign.shows(traits) ? sign.points : 0), 0);
	// The label may come from an image that was created as if it were Linux.
	if (said === 'linux') return {os: 'linux', inDoubt: points >= certain};
	return {os: points >= certain ? 'windows' : 'linux', inDoubt: points >= doubtful && points < certain};
};

/** Whether the image has to be inspected because the list entry is not enough. */
export const needsLook = ({labels, image, mounts}: Omit<Traits, 'ports'>): boolean =>
	labels[keys.os] !== 'windows' && (mounts.includes('/storage') || isWindowsImage.test(image));
