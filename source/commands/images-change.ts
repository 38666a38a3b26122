import prettyBytes from 'pretty-bytes';
import {type Removed, readImageUse, removeImage, requireRemovable} from '../jobs/change-image.ts';
import {tagImage} from '../jobs/tag-image.ts';
import {exitCodes} from '../model/failure.ts';
import type {Image} from '../model/image.ts';
import {type ImageUse, isLastTag} from '../model/image-use.ts';
import {neutralise} from '../model/text.ts';
import type {CommandDeps} from './command-deps.ts';
import {type FoundImage, findImage} from './find-image.ts';
import {jsonLine} from './json-line.ts';
import {requireYes} from './require-yes.ts';

type Flags = {readonly worker?: string; readonly json?: boolean};

/** `ingot images tag` */
export const tagImageAs = async (
	deps: CommandDeps,
	wanted: string,
	{name, worker, json}: Flags & {name: string},
): Promise<number> => {
	const {account} = await deps.settings();
	const {remote, image} = await findImage(deps, wanted, worker);
	try {
		const reference = await tagImage(remote, image, {account, wanted: name});
		deps.out(
			json
				? jsonLine({worker: image.worker, id: image.id, reference})
				: neutralise(`${reference} on ${image.worker} is ${image.reference}.`),
		);
		return exitCodes.done;
	} finally {
		remote.close();
	}
};

type RemoveFlags = Flags & {readonly yes?: boolean; readonly force?: boolean};

/** `ingot images rm`: checks all before it removes the first. */
export const removeImages = async (
	deps: CommandDeps,
	wanted: readonly string[],
	flags: RemoveFlags,
): Promise<number> => {
	const {account} = await deps.settings();
	const how = {account, isForced: flags.force === true};
	const planned: FoundImage[] = [];
	try {
		for (const each of new Set(wanted)) {
			const found = await findImage(deps, each, flags.worker);
			if (planned.some(({image}) => isSameName(image, found.image))) {
				found.remote.close();
				continue;
			}
			planned.push(found);
			const use = await readImageUse(found.remote, found.image, {signal: deps.signal});
			requireRemovable(found.image, use, how);
		}
		for (const {remote, image} of planned) {
			// Read again: the removal before may have taken another name of the same image.
			const use = await readImageUse(remote, image, {signal: deps.signal});
			if (flags.yes !== true) await askBefore(deps, image, use);
			const removed = await removeImage(remote, image, {...how, use});
			const {worker, id, reference} = image;
			deps.out(
				flags.json
					? jsonLine({worker, id, reference, result: removed})
					: neutralise(`${reference} on ${worker} ${removedWords[removed]}`),
			);
		}
		return exitCodes.done;
	} finally {
		for (const {remote} of planned) remote.close();
	}
};

/** `web:1` and `localhost/web:1` are one name. */
const isSameName = (one: Image, other: Image): boolean =>
	one.worker === other.worker && one.reference === other.reference;

const removedWords: Readonly<Record<Removed, string>> = {
	untagged: 'is removed; the image keeps its other names.',
	kept: 'is removed; other images are based on it, so its layers stay.',
	gone: 'is removed.',
};

/** @throws Failure (usage) without a terminal, (cancelled) unless the user agrees */
const askBefore = async (deps: CommandDeps, image: Image, use: ImageUse): Promise<void> => {
	const typed = `${image.name}:${image.tag}`;
	const lost = use.schedules.length === 0 ? '' : ` Runs of ${use.schedules.join(', ')} will fail.`;
	const yes = isLastTag(use)
		? await deps
				.ask(
					`${image.reference} is the last name of its image: ${prettyBytes(image.sizeBytes)} on ${image.worker} are deleted for good.${lost}\nType ${typed} to confirm:`,
				)
				.then(answer => (answer === undefined ? undefined : answer.trim() === typed))
		: await deps.confirm(
				neutralise(
					`Remove the name ${image.reference} on ${image.worker}? Its image keeps other names.${lost}`,
				),
			);
	requireYes(yes, {
		doing: `Removing ${image.reference}`,
		declined: `${image.reference} was not removed.`,
	});
};
