import type {Fleet, WorkerView} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {hostProblem} from '../../model/worker.ts';

/** More reasons than those of the worker: what the picker is used for may forbid an image. */
export type Refuse = (image: Image) => string | undefined;

export type PickerProps = {
	/** Where we are: `Launch`. */
	readonly crumbs: readonly string[];
	readonly onPick: (image: Image) => void;
	readonly onBack: () => void;
	/** The cursor rests on an image: it may be chosen soon. A function that stays the same. */
	readonly onRest?: (image: Image) => void;
	/** Begin with the worker, with one worker's images, or with the images of the whole fleet. */
	readonly from?: {readonly at: 'worker'} | {readonly at: 'image'; readonly worker?: string | undefined};
	/** What Enter does with an image: `Launch`. */
	readonly verb?: string;
	/** What this picker's use forbids; a function that stays the same. */
	readonly refuse?: Refuse;
};

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
		const why = hostProblem(view, 'linux');
		return why === undefined ? [] : [{name: view.worker.name, why}];
	});

/** Why an image cannot be chosen, or undefined when it can; nothing is hidden for that. */
export const pickRefusal = (image: Image, fleet: Fleet, refuse: Refuse): string | undefined => {
	const view = fleet[image.worker];
	return refuse(image) ?? (view === undefined ? 'missing' : hostProblem(view, image.os));
};
