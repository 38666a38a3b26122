import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {type DetailRow, DetailRows} from '../../parts/detail-rows.tsx';
import {Panel, panelEdge} from '../../parts/panel.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import type {ListLayout} from './list-layout.ts';

/** What the detail panel says of the selection. */
export type Detail = {
	readonly title: string;
	readonly note?: string | undefined;
	readonly rows: readonly DetailRow[];
};

type Props = {
	readonly layout: ListLayout;
	readonly title: string;
	readonly note?: string | undefined;
	/** The list itself, as wide and high as `layout.list`. */
	readonly list: ReactNode;
	/** Of the row under the cursor; undefined without rows. */
	readonly detail: Detail | undefined;
	/** As wide and high as `layout.activity`. */
	readonly activity?: ReactNode;
};

/** A list with what is known of its selection below or beside it, and on a wide screen what goes on in the fleet. */
export const ListPanels = ({layout, title, note, list, detail, activity}: Props) => {
	const main = {title, note, height: layout.list.height, body: list};
	const about = layout.detail && {
		id: 'detail',
		title: detail?.title ?? 'Nothing selected',
		note: detail?.note,
		height: layout.detail.height,
		isFocused: false,
		body:
			detail === undefined ? (
				<Text {...toneOf('muted')}>Details of the selected row are shown here.</Text>
			) : (
				<DetailRows rows={detail.rows} {...layout.detail} />
			),
	};
	const outer = ({width}: {width: number}) => width + panelEdge;
	if (layout.arrangement !== 'columns')
		return <Panel sections={about === undefined ? [main] : [main, about]} width={outer(layout.list)} />;
	const width = [layout.list, layout.detail, layout.activity]
		.flatMap(size => (size === undefined ? [] : [outer(size)]))
		.reduce((sum, each) => sum + each, 0);
	return (
		<Box width={width} flexShrink={0}>
			<Panel sections={[main]} width={outer(layout.list)} />
			{about && layout.detail ? <Panel sections={[about]} width={outer(layout.detail)} /> : null}
			{layout.activity ? (
				<Panel
					sections={[
						{title: 'Activity', height: layout.activity.height, isFocused: false, body: activity ?? null},
					]}
					width={outer(layout.activity)}
				/>
			) : null}
		</Box>
	);
};
