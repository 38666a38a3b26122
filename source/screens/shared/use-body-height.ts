import {bodyHeight} from '../../parts/frame.tsx';
import {panelEdge, panelRules} from '../../parts/panel.tsx';
import {useWindowSize} from '../../parts/use-window-size.ts';
import {type ListLayout, listLayout} from './list-layout.ts';

/** Lines inside the panel of a screen. */
export const useBodyHeight = (): number => Math.max(8, bodyHeight(useWindowSize().rows) - panelRules(1));

/** Columns inside the panel of a screen. */
export const useBodyWidth = (): number => useWindowSize().columns - panelEdge;

/** How a list screen shares out its body now. @param needed lines of the list with all its rows, as `listLayout` has it */
export const useListLayout = (needed?: number): ListLayout => {
	const {columns, rows} = useWindowSize();
	return listLayout({width: columns, height: bodyHeight(rows)}, needed);
};
