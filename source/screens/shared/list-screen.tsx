import type {ReactNode} from 'react';
import type {Size} from '../../parts/use-window-size.ts';
import {ActivityPanel} from './activity-panel.tsx';
import {listLayout} from './list-layout.ts';
import {type Detail, ListPanels} from './list-panels.tsx';

type Props = {
	/** Of the screen's body. */
	readonly size: Size;
	/** Lines of the list with all its rows, if it leaves the others to the details. */
	readonly needed?: number;
	readonly title: string;
	readonly note?: string | undefined;
	/** Draws the list into this size. */
	readonly list: (size: Size) => ReactNode;
	readonly detail: Detail | undefined;
};

/** The body of a list screen: the list, details of its selection, and on a wide screen the activity of the fleet. */
export const ListScreen = ({size, needed, list, ...rest}: Props) => {
	const layout = listLayout(size, needed);
	return (
		<ListPanels
			layout={layout}
			list={list(layout.list)}
			activity={layout.activity && <ActivityPanel size={layout.activity} />}
			{...rest}
		/>
	);
};
