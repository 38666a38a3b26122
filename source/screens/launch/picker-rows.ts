import {type Fleet, viewsOf, type WorkerView} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {hostProblem} from '../../model/worker.ts';

/** A further reason against an image, from the use of the picker. */
export type Refuse = (image: Image) => string | undefined;

export type PickerProps = {
	/** Breadcrumbs: `Launch`. */
	readonly crumbs: readonly string[];
	readonly onPick: (image: Image) => void;
	readonly onBack: () => void;
	/** Called before the job of a pull is shown: what lies over the screens goes. */
	readonly onPulled?: () => void;
	/** The cursor stays on an image, which may be chosen soon. Must be stable. */
	readonly onRest?: (image: Image) => void;
	/** Begin with the worker, with one worker's images, or with the images of the whole fleet. */
	readonly from?: {readonly at: 'worker'} | {readonly at: 'image'; readonly worker?: string | undefined};
	/** What Enter does with an image: `Launch`. */
	readonly verb?: string;
	/** Further reasons against an image. Must be stable. */
	readonly refuse?: Refuse;
};

/** The lists to search, of one worker or of all that are ready. The same objects while nothing has changed. */
export const offeredLists = (fleet: Fleet, worker: string | undefined): readonly (readonly Image[])[] =>
	offeredViews(fleet, worker).flatMap(({images}) => (images === undefined ? [] : [images.content.managed]));

const offeredViews = (fleet: Fleet, worker: string | undefined): readonly WorkerView[] =>
	viewsOf(fleet).filter(
		view => view.reach.state === 'ready' && (worker === undefined || view.worker.name === worker),
	);

/** Workers whose images are unavailable, each with the reason. */
export const absentWorkers = (fleet: Fleet): readonly {name: string; why: string}[] =>
	viewsOf(fleet).flatMap(view => {
		const why = hostProblem(view, 'linux');
		return why === undefined ? [] : [{name: view.worker.name, why}];
	});

/** Why an image is unavailable, or undefined; it is listed anyway. */
export const pickRefusal = (image: Image, fleet: Fleet, refuse: Refuse): string | undefined => {
	const view = fleet[image.worker];
	return refuse(image) ?? (view === undefined ? 'missing' : hostProblem(view, image.os));
};
