import {failureText} from '../../model/failure.ts';
import type {Image} from '../../model/image.ts';
import {type Candidate, type DeletionPlan, deletionText, losesSomething} from '../../model/image-deletion.ts';
import {isLastTag, otherTags} from '../../model/image-use.ts';
import type {Size} from '../../parts/use-window-size.ts';
import type {Actions} from '../../state/actions.ts';
import {planLines} from '../shared/plan-lines.ts';

const short = ({name, tag}: Image): string => `${name}:${tag}`;
const placed = (image: Image): string => `${short(image)} on ${image.worker}`;

/** Asks the workers now what uses each image, one after the other on each worker. */
export const readUses = async (actions: Actions, images: readonly Image[]): Promise<readonly Candidate[]> => {
	const byWorker = Map.groupBy(images, ({worker}) => worker);
	const read = async (image: Image): Promise<Candidate> => ({
		image,
		use: await actions.readImageUse(image).catch(failureText),
	});
	const answers = await Promise.all(
		[...byWorker.values()].map(async own => {
			const found: Candidate[] = [];
			for (const image of own) found.push(await read(image));
			return found;
		}),
	);
	return answers.flat();
};

/**
 * The question before names are deleted: of one image what is lost, of several what happens to each. Where something is lost
 * for good, the name of the one, or `delete` and the number of several, has to be typed.
 * @param size of the screen's body @param bytes writes bytes
 */
export const deleteQuestion = (
	{acts, skipped}: DeletionPlan,
	size: Size,
	bytes: (count: number) => string,
) => {
	const all = acts.length + skipped.length;
	const isLoss = acts.some(losesSomething);
	const [first] = acts;
	if (all === 1 && first !== undefined) {
		const {image, use} = first;
		return {
			title: `Delete ${short(image)}?`,
			verb: 'Delete',
			consequences: [
				isLastTag(use)
					? `This is its last name: ${bytes(image.sizeBytes)} on ${image.worker} are deleted for good.`
					: `The image keeps its other names: ${otherTags(image, use).join(', ')}.`,
				...(use.schedules.length === 0 ? [] : [`The runs of ${use.schedules.join(', ')} will fail.`]),
			],
			...(isLoss && {typedName: short(image)}),
		};
	}
	return {
		title: `Delete ${skipped.length === 0 ? all : `${acts.length} of ${all}`} images?`,
		verb: 'Delete',
		consequences: planLines(
			acts.map(act => ({name: placed(act.image), text: deletionText(act, bytes)})),
			skipped.map(({image, why}) => ({name: placed(image), text: why})),
			size,
		),
		...(isLoss && {typedName: `delete ${acts.length}`}),
	};
};

/** Why nothing can be deleted, with the first reason. */
export const nothingToDelete = ({skipped: [first, ...more]}: DeletionPlan): string => {
	if (first === undefined || more.length === 0) return first?.full ?? '';
	return `There is nothing to delete: ${placed(first.image)} is skipped (${first.why}), and ${more.length} more.`;
};
