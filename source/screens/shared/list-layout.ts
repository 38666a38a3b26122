import {panelEdge, panelRules} from '../../parts/panel.tsx';

/** Columns and lines of one panel's body. */
type PanelSize = {readonly width: number; readonly height: number};

/** How a list and what belongs to it share a screen; a panel that has no space is left out. */
export type ListLayout = {
	readonly arrangement: 'list' | 'stacked' | 'columns';
	readonly list: PanelSize;
	readonly detail: PanelSize | undefined;
	readonly activity: PanelSize | undefined;
};

/** From here on the detail panel is beside the list, and from there on the activity beside both. */
const sideBySideFrom = 120;
const activityFrom = 180;
/** Lines of the screen's body from which on a detail panel leaves the list enough rows. */
const detailFrom = 18;
const activityWidth = 42;
/** A list has so many lines even if its rows need fewer: what it says without rows may wrap. */
const minListHeight = 4;

/**
 * Shares out the body of a screen, borders counted: list only (60×20), list over detail (80×24), list beside detail
 * (120 columns), list, detail and activity (180 columns).
 * @param width columns, @param height lines of the body
 * @param needed lines that the list has with all its rows: over a detail panel it leaves the others to that. Not those of the rows that a
 * filter leaves, or of the row under the cursor: the panels would move while a user types or looks through the list.
 */
export const listLayout = (
	{width, height}: {width: number; height: number},
	needed = Number.POSITIVE_INFINITY,
): ListLayout => {
	const full = Math.max(3, height - panelRules(1));
	if (width >= sideBySideFrom) {
		const third = width >= activityFrom ? activityWidth : 0;
		const listWidth = Math.ceil((width - third) * 0.58);
		return {
			arrangement: 'columns',
			list: {width: listWidth - panelEdge, height: full},
			detail: {width: width - third - listWidth - panelEdge, height: full},
			activity: third === 0 ? undefined : {width: third - panelEdge, height: full},
		};
	}
	const list = {width: width - panelEdge, height: full};
	if (height < detailFrom) return {arrangement: 'list', list, detail: undefined, activity: undefined};
	const both = height - panelRules(2);
	const listHeight = Math.min(both - Math.min(12, Math.floor(both * 0.38)), Math.max(minListHeight, needed));
	return {
		arrangement: 'stacked',
		list: {width: width - panelEdge, height: listHeight},
		detail: {width: width - panelEdge, height: both - listHeight},
		activity: undefined,
	};
};
