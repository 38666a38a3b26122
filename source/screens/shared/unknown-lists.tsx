import {Text} from 'ink';
import {type Fleet, type ListName, viewsOf, type WorkerView} from '../../model/fleet.ts';
import {neutralise} from '../../model/text.ts';
import {useAppState} from './use-app.ts';

const names: Readonly<Record<ListName, string>> = {
	devboxes: 'DevBoxes',
	images: 'images',
	jobs: 'jobs',
	schedules: 'schedules',
};

/** More reasons would push the way out of an empty list. */
const maxReasons = 3;

/**
 * Why a list of a worker is not known, and what to do; undefined when it is known. A list that nobody could read must not
 * look like an empty one: `The jobs of forge-1 are not known: forge-1 rejected the log-in. Check the key.`
 */
export const unknownText = (view: WorkerView, list: ListName): string | undefined => {
	if (view[list] !== undefined) return undefined;
	const {worker, reach} = view;
	const head = `The ${names[list]} of ${worker.name} are not known`;
	if (reach.state === 'down') return neutralise(`${head}: ${reach.reason} ${reach.hint}`.trimEnd());
	if (reach.state !== 'ready') return neutralise(`${head} yet: it is not connected.`);
	const why = view.stale[list];
	return neutralise(why === undefined ? `${head} yet: Podman is asked.` : `${head}: ${why}`);
};

const unknownTexts = (fleet: Fleet, list: ListName, worker: string | undefined): readonly string[] => {
	const views = viewsOf(fleet).filter(view => worker === undefined || view.worker.name === worker);
	const texts = views.flatMap(view => unknownText(view, list) ?? []);
	const more = texts.length - maxReasons;
	return more > 0 ? [...texts.slice(0, maxReasons), `Nor are those of ${more} more.`] : texts;
};

/** Instead of the rows of a list without any: that there are none, or of which workers that is not known, and why. */
export const NothingListed = ({
	list,
	worker,
	children,
}: {
	list: ListName;
	/** Of one worker; undefined for the fleet. */
	worker?: string | undefined;
	/** Said where the list of at least one worker is known. */
	children: string;
}) => {
	const fleet = useAppState(state => state.fleet);
	const unknown = unknownTexts(fleet, list, worker);
	const isKnown = viewsOf(fleet).some(
		view => (worker === undefined || view.worker.name === worker) && view[list] !== undefined,
	);
	return <Text>{[...(isKnown || unknown.length === 0 ? [children] : []), ...unknown].join('\n')}</Text>;
};
