import type {Account} from './account.ts';
import type {Image} from './image.ts';
import {type ImageUse, isLastTag, otherTags, removalProblem} from './image-use.ts';
import {mayChangeImage} from './policy.ts';

/** A name to delete, and what uses its image once the other names that are deleted with it are gone. */
export type Deletion = {readonly image: Image; readonly use: ImageUse};

type Skipped = {
	readonly image: Image;
	/** Beside its name. */
	readonly why: string;
	/** By itself, with what to do. */
	readonly full: string;
};

export type DeletionPlan = {
	readonly acts: readonly Deletion[];
	/** The others, each with the reason. */
	readonly skipped: readonly Skipped[];
};

/** A selected name, and its uses as the worker reported them, or why it could not. */
export type Candidate = {readonly image: Image; readonly use: ImageUse | string};

/** Which of several names can be deleted. With all its names selected, the image goes, so nothing may need it. */
export const planDeletion = (candidates: readonly Candidate[], account: Account): DeletionPlan => {
	const judged = candidates.map(({image, use}): Deletion | Skipped => {
		if (typeof use === 'string') return {image, why: use, full: use};
		const verdict = mayChangeImage(account, image);
		if (!verdict.allowed) return {image, why: verdict.reason, full: `${verdict.reason} ${verdict.hint}`};
		const others = candidates.filter(
			each =>
				each.image.worker === image.worker &&
				each.image.id === image.id &&
				each.image.reference !== image.reference,
		);
		const gone = new Set(others.map(each => each.image.reference));
		const left = {...use, tags: use.tags.filter(tag => !gone.has(tag))};
		const problem = removalProblem(image, left, true);
		return problem === undefined
			? {image, use: left}
			: {image, why: problem.brief, full: `${problem.reason} ${problem.hint}`};
	});
	return {
		acts: judged.flatMap(each => ('use' in each ? [each] : [])),
		skipped: judged.flatMap(each => ('why' in each ? [each] : [])),
	};
};

/** Whether something is lost for good: an image with its last name, or the runs of a schedule. */
export const losesSomething = ({use}: Deletion): boolean => isLastTag(use) || use.schedules.length > 0;

/** What happens to one name, for people. @param size writes bytes */
export const deletionText = ({image, use}: Deletion, size: (bytes: number) => string): string => {
	return [
		isLastTag(use)
			? `no name is left, ${size(image.sizeBytes)} are deleted for good`
			: `the image stays as ${otherTags(image, use).join(', ')}`,
		...(use.schedules.length === 0 ? [] : [`the runs of ${use.schedules.join(', ')} will fail`]),
	].join('; ');
};

/** The answer where there is nothing to prune. */
export const noUnnamedImages = 'You have no unnamed images that can be removed.';
