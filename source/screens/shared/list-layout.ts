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

/**
 * Shares out the body of a screen, borders counted: list only (60×20), list over detail (80×24), list beside detail
 * (120 columns), list, detail and activity (180 columns).
 * @param width columns, @param height lines of the body
 */
export const listLayout = ({width, height}: {width: number; height: number}): ListLayout => {
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
	const detailHeight = Math.min(12, Math.floor((height - panelRules(2)) * 0.38));
	return {
		arrangement: 'stacked',
		list: {width: width - panelEdge, height: height - panelRules(2) - detailHeight},
		detail: {width: width - panelEdge, height: detailHeight},
		activity: undefined,
	};
};
