import type {Stage} from '../../parts/stages.ts';
import type {SourceKind} from './source-field.tsx';

const titles = ['Worker', 'DevBox', 'Details', 'Contents', 'Secrets', 'Review'] as const;

/** A step that is not taken is not shown. */
const onDemand: ReadonlySet<string> = new Set(['Contents', 'Secrets']);

/** The steps of Create Image, with what was chosen so far. @param kind a build has no DevBox */
export const createStages = (
	now: (typeof titles)[number],
	chosen: {readonly worker?: string | undefined; readonly devbox?: string | undefined} = {},
	kind: SourceKind = 'devbox',
): readonly Stage[] => {
	const values: Readonly<Record<string, string | undefined>> = {Worker: chosen.worker, DevBox: chosen.devbox};
	const shown = titles.filter(
		each => (each !== 'DevBox' || kind === 'devbox') && (!onDemand.has(each) || now === each),
	);
	const at = shown.indexOf(now);
	return shown.map((title, index) => ({
		title,
		value: values[title] ?? '',
		state: index < at ? 'done' : index === at ? 'now' : 'ahead',
	}));
};
