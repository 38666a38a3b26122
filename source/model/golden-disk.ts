import {parseVariable} from './environment.ts';
import {hasGoldenEntry} from './golden-entry.ts';
import type {Image} from './image.ts';
import type {ImageConfig} from './image-config.ts';
import {variableMap} from './image-environment.ts';
import {labelOf, labels} from './labels.ts';

/** The installed Windows disk in an image, and the settings it was created with. */
export type GoldenDisk = {
	/** The variables of the image that its disk needs to boot. */
	readonly made: ReadonlyMap<string, string>;
	/** Whether its viewer required a password; images never contain it, so a launch must set one. */
	readonly isLocked?: boolean;
	/** The image's variables that say how long its entrypoint lets Windows shut down. */
	readonly timeouts?: readonly string[];
	/** Whether the image's entrypoint creates the disk; older versions of Ingot used a hook. */
	readonly isLaid: boolean;
};

/** Variables of dockur/windows that a disk only boots with unchanged, and their defaults. */
const usual: Readonly<Record<string, string>> = {
	VERSION: '11',
	LANGUAGE: 'en',
	DISK_TYPE: 'scsi',
	BOOT_MODE: 'windows',
	MACHINE: 'q35',
	EDITION: '',
	TPM: '',
	SMM: '',
	BIOS: '',
	APP: 'windows',
};
const isOn = (text: string): boolean => /^(?:y|1$|true$|on$)/u.test(text);

/** Undefined for an image without a disk, such as one that installs Windows at first start. */
export const goldenDisk = ({os, source}: Image, config: ImageConfig): GoldenDisk | undefined => {
	const isLaid = hasGoldenEntry(config.entrypoint);
	if (os !== 'windows' || !(isLaid || source === 'DevBox-commit')) return undefined;
	const env = variableMap(config.env);
	return {
		isLaid,
		isLocked: labelOf(config.labels, labels.viewer) === 'locked',
		timeouts: config.env.filter(each => /^(?:QEMU_)?TIMEOUT=/u.test(each)),
		made: new Map([...Object.keys(usual), 'PROTECT'].map(key => [key, env.get(key) ?? ''])),
	};
};

/** The size of the disk that DevBoxes of this image see: `64G`. Undefined without a disk, or where its settings do not say. */
export const goldenDiskSize = (image: Image, config: ImageConfig): string | undefined => {
	const text = variableMap(config.env).get('DISK_SIZE') ?? '';
	return goldenDisk(image, config) !== undefined && /^\d{1,7}[KMGT]B?$/iu.test(text) ? text : undefined;
};

/** Why a launch with these would not boot the image's disk, field by field; golden-entry.sh checks the same on the worker. */
export const goldenProblems = (
	{environment, volumes}: {readonly environment: readonly string[]; readonly volumes: readonly string[]},
	disk: GoldenDisk | undefined,
): {readonly environment: string | undefined; readonly volumes: string | undefined} => {
	const first = (list: readonly string[], problem: (text: string) => string | undefined) =>
		disk === undefined ? undefined : list.map(problem).find(found => found !== undefined);
	return {
		environment:
			first(environment, text => disk && variableMisfit(text, disk)) ?? openViewer(environment, disk),
		volumes: first(volumes, volumeMisfit),
	};
};

/** The same rule as that of worker/steps/windows/golden-entry.sh. */
const openViewer = (environment: readonly string[], disk: GoldenDisk | undefined): string | undefined => {
	if (!disk?.isLocked) return undefined;
	const given = variableMap(environment);
	const isProtected = isOn(plain(given.get('PROTECT') ?? disk.made.get('PROTECT') ?? ''));
	const has = (name: string) => (given.get(name) ?? '') !== '';
	if (has('PASS') || (isProtected && has('PASSWORD'))) return undefined;
	return 'The viewer of this Windows asked for a password, which no image holds: give it one, as PASS=… .';
};

/** A setting as the scripts of the image read it. */
const plain = (text: string): string => text.replaceAll(/["'\s]/gu, '').toLowerCase();

const variableMisfit = (text: string, {made}: GoldenDisk): string | undefined => {
	const {name, value} = parseVariable(text) ?? {name: '', value: ''};
	const now = plain(value);
	if (name === 'DISK_FMT' && !['', 'qcow2'].includes(now))
		return 'The disk of a golden image is qcow2: leave DISK_FMT out.';
	if (name === 'DEVICE' && now !== '')
		return 'DEVICE goes before the disk of the image: leave it out, or launch another image.';
	if (['DISK_DISABLE', 'COMMIT'].includes(name) && isOn(now))
		return `${name} leaves the disk of the image out: do without it.`;
	// Only the image knows which address it was created with, and it checks that itself.
	if (name === 'VERSION' && now.includes('://')) return undefined;
	const was = made.get(name);
	if (was === undefined || name === 'PROTECT' || now === '' || fits(name, now, {was: plain(was), made}))
		return undefined;
	return `${name}=${value} does not fit the disk of the image, which was made with ${was || usual[name] || 'none'}: leave ${name} out, or launch another image.`;
};

const fits = (
	name: string,
	now: string,
	{was, made}: {readonly was: string; readonly made: ReadonlyMap<string, string>},
): boolean => {
	if (name !== 'TPM' && name !== 'SMM') return now === (was || usual[name]);
	// Secure boot implies both.
	const had = was === '' ? plain(made.get('BOOT_MODE') ?? '').includes('secure') : isOn(was);
	return isOn(now) === had;
};

const volumeMisfit = (text: string): string | undefined => {
	const [from = '', target = ''] = text.split(':');
	const isDevice = from.startsWith('/dev/') && /^\/(?:dev\/)?disk1?$/u.test(target);
	return isDevice || /^\/(?:data|disk1?)\.(?:img|raw|qcow2)$/u.test(target)
		? `What is mounted at ${target} goes before the disk of the image: leave it out, or launch another image.`
		: undefined;
};

/** The volume or folder for the disk, if there is one. */
export const storageVolume = ({
	environment,
	volumes,
}: {
	readonly environment: readonly string[];
	readonly volumes: readonly string[];
}): string | undefined => {
	const place = environment.map(parseVariable).findLast(each => each?.name === 'STORAGE')?.value;
	return volumes.find(each => each.split(':')[1] === (place || '/storage'))?.split(':')[0];
};
