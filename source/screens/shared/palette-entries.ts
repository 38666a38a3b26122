import {keyName} from '../../key-names.ts';
import type {Binding} from '../../keys.ts';
import {allSchedules, type Fleet, viewsOf} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import type {JobRequest} from '../../model/job.ts';
import {shortReference} from '../../model/reference.ts';
import {fleetJobs, listedTitle} from './activity.ts';
import type {Navigation} from './screen.ts';

/** A line of the command palette: an action of this screen, or an object that can be gone to. */
export type PaletteEntry = {
	readonly id: string;
	readonly title: string;
	/** What it is: `DevBox on forge-1`; why an action is unavailable. */
	readonly hint: string;
	/** The key that does the same without the palette. */
	readonly key: string;
	/** Why it cannot be done now. */
	readonly refusal?: string | undefined;
	readonly run: () => void;
};

/** Keys that only move in a list or leave it, and those of the help: no commands. */
const isCommand = ({key, group, isHidden}: Binding): boolean =>
	(group !== 'List' || !isHidden) && !['esc', ':', '?', 'f1', 'ctrl+c'].includes(key);

/** The actions of the bindings, each key once, in their order. */
export const actionEntries = (bindings: readonly Binding[]): readonly PaletteEntry[] =>
	bindings
		.filter((each, index) => isCommand(each) && bindings.findIndex(other => other.key === each.key) === index)
		.map(({key, title, refusal, run}) => ({
			id: `action ${key}`,
			title: /^\d$/u.test(key) ? `Go to ${title}` : title,
			hint: refusal ?? '',
			key: keyName(key),
			refusal,
			run,
		}));

/** Workers, DevBoxes, schedules and jobs of the fleet; choosing one opens its list with the cursor on it. */
export const objectEntries = (
	fleet: Fleet,
	{open}: Navigation,
	follow: (request: JobRequest) => void,
): readonly PaletteEntry[] => {
	const views = viewsOf(fleet);
	const entry = (kind: string, id: string, shown: Pick<PaletteEntry, 'title' | 'hint' | 'run'>) => ({
		id: `${kind} ${id}`,
		key: '',
		...shown,
	});
	return [
		...views.map(({worker: {name}}) =>
			entry('worker', name, {title: name, hint: 'worker', run: () => open({name: 'workers', at: name})}),
		),
		...views
			.flatMap(view => view.devboxes?.content ?? [])
			.map(({worker, id, name}) =>
				entry('devbox', `${worker}/${id}`, {
					title: name,
					hint: `DevBox on ${worker}`,
					run: () => open({name: 'devboxes', at: `${worker}/${id}`}),
				}),
			),
		...allSchedules(fleet).map(({worker, id, draft}) =>
			entry('schedule', `${worker}/${id}`, {
				title: draft.name,
				hint: `schedule on ${worker}`,
				run: () => open({name: 'schedules', at: `${worker}/${id}`}),
			}),
		),
		...fleetJobs(fleet).map(job =>
			entry('job', job.request.id, {
				title: listedTitle(job),
				hint: `job on ${job.request.worker}`,
				run: () => {
					follow(job.request);
					open({name: 'job', request: job.request});
				},
			}),
		),
	];
};

/** An image, opened in the list of images. */
export const imageEntry = ({worker, reference}: Image, {open}: Navigation): PaletteEntry => ({
	id: `image ${worker}/${reference}`,
	title: shortReference(reference),
	hint: `image on ${worker}`,
	key: '',
	run: () => open({name: 'images', at: `${worker}/${reference}`}),
});
