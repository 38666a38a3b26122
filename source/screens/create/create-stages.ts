import type {Stage} from '../../parts/stages.ts';

const titles = ['Worker', 'DevBox', 'Details', 'Review'] as const;

/** The steps of Create Image, with what was chosen so far. */
export const createStages = (
	now: (typeof titles)[number],
	chosen: {readonly worker?: string | undefined; readonly devbox?: string | undefined} = {},
): readonly Stage[] => {
	const values: Readonly<Record<string, string | undefined>> = {Worker: chosen.worker, DevBox: chosen.devbox};
	const at = titles.indexOf(now);
	return titles.map((title, index) => ({
		title,
		value: values[title] ?? '',
		state: index < at ? 'done' : index === at ? 'now' : 'ahead',
	}));
};
