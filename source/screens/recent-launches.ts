import type {Fleet} from '../model/fleet.ts';
import type {FoundImage} from '../search/search-images.ts';

/** When this user last launched each image: `worker/reference` → the job's id, which sorts by time. */
export const lastLaunches = (fleet: Fleet, user: string): ReadonlyMap<string, string> => {
	const last = new Map<string, string>();
	for (const view of Object.values(fleet)) {
		for (const {request} of view.jobs?.content ?? []) {
			if (request.kind !== 'launch' || request.user !== user) continue;
			const key = `${view.worker.name}/${request.reference}`;
			if ((last.get(key) ?? '') < request.id) last.set(key, request.id);
		}
	}
	return last;
};

/** What was launched last comes first, the others stay in their order. */
export const recentFirst = (
	found: readonly FoundImage[],
	last: ReadonlyMap<string, string>,
): readonly FoundImage[] => {
	if (last.size === 0) return found;
	const launched = ({image}: FoundImage) => last.get(`${image.worker}/${image.reference}`);
	const recent = found.filter(each => launched(each) !== undefined);
	const others = found.filter(each => launched(each) === undefined);
	return [...recent.toSorted((a, b) => ((launched(a) ?? '') < (launched(b) ?? '') ? 1 : -1)), ...others];
};
