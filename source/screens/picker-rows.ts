import type {Fleet, WorkerView} from '../model/fleet.ts';
import type {Image} from '../model/image.ts';
import {hostProblem} from '../model/worker.ts';
import type {FoundImage} from '../search/search-images.ts';

export type PickerRow = FoundImage & {
	/** Why this image cannot be chosen. */
	readonly refusal: string | undefined;
};

/** More reasons than those of the worker: what the picker is used for may forbid an image. */
export type Refuse = (image: Image) => string | undefined;

/** The lists to search: of one worker or of all that answer. The same objects while nothing has changed. */
export const offeredLists = (fleet: Fleet, worker: string | undefined): readonly (readonly Image[])[] =>
	offeredViews(fleet, worker).flatMap(({images}) => (images === undefined ? [] : [images.content.managed]));

const offeredViews = (fleet: Fleet, worker: string | undefined): readonly WorkerView[] =>
	Object.values(fleet).filter(
		view => view.reach.state === 'ready' && (worker === undefined || view.worker.name === worker),
	);

/** Workers whose images are not offered, each with the reason. */
export const absentWorkers = (fleet: Fleet): readonly {name: string; why: string}[] =>
	Object.values(fleet).flatMap(view => {
		const why = hostProblem(view.reach, 'linux');
		return why === undefined ? [] : [{name: view.worker.name, why}];
	});

/** Found images with why one cannot be chosen; nothing is hidden for that. */
export const pickerRows = (
	found: readonly FoundImage[],
	fleet: Fleet,
	refuse: Refuse = () => undefined,
): readonly PickerRow[] =>
	found.map(each => {
		const {reach} = fleet[each.image.worker] ?? {};
		const refusal = refuse(each.image) ?? (reach === undefined ? 'gone' : hostProblem(reach, each.image.os));
		return {...each, refusal};
	});
