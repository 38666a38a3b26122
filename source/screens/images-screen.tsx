import {Box, Text} from 'ink';
import prettyBytes from 'pretty-bytes';
import {useMemo} from 'react';
import {allImages} from '../model/fleet.ts';
import type {Image} from '../model/image.ts';
import {neutralise} from '../model/text.ts';
import {FilterList} from '../parts/filter-list.tsx';
import {fitText, pad, shareWidth} from '../parts/fit.ts';
import {Highlight, type Ranges} from '../parts/highlight.tsx';
import {useFilter} from '../parts/use-filter.ts';
import {useList} from '../parts/use-list.ts';
import {Chips} from './devbox-table.tsx';
import {ScreenFrame} from './screen-frame.tsx';
import {useApp, useAppState} from './use-app.ts';
import {useBodyHeight} from './use-body-height.ts';
import {type Match, useFuzzy} from './use-fuzzy.ts';
import {age} from './words.ts';

const idOf = ({row}: Match<Image>) => `${row.worker}/${row.reference}`;
const keys = [
	{name: 'name', weight: 3},
	{name: 'tag', weight: 1},
	{name: 'capabilities', weight: 1},
	{name: 'worker', weight: 1},
];
const columns = [
	{grow: 3, width: 12},
	{grow: 1, width: 7},
	{grow: 1, width: 8},
	{width: 7},
	{width: 8},
	{width: 4},
	{width: 8},
	{grow: 4, width: 12},
] as const;
const heads = ['IMAGE', 'TAG', 'WORKER', 'OS', 'SIZE', 'AGE', 'OWNER', 'CAPABILITIES'] as const;

/** The golden images, of one worker or of the fleet; `/` filters by name, tag or capability. */
export const ImagesScreen = ({worker}: {worker?: string | undefined}) => {
	const {navigation, actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const filter = useFilter();
	const rows = useMemo(
		() => allImages(fleet).filter(image => worker === undefined || image.worker === worker),
		[fleet, worker],
	);
	const found = useFuzzy(rows, filter.query, keys);
	const list = useList(found, idOf, useBodyHeight() - 3);
	const current = list.current?.row;
	return (
		<ScreenFrame
			crumbs={worker === undefined ? ['Images'] : ['Workers', worker, 'Images']}
			bindings={[
				...filter.bindings,
				{
					key: 'c',
					title: 'Create image',
					run: () => navigation.open({name: 'create', ...(worker && {worker})}),
				},
				{key: 'r', title: 'Read again', run: () => actions.refresh(worker)},
				{key: 'esc', title: 'Back', run: () => navigation.back()},
				...list.bindings,
			]}
		>
			{size => (
				<>
					<FilterList
						filter={filter}
						total={rows.length}
						list={list}
						idOf={idOf}
						width={size.width}
						head={<Head width={size.width - 4} />}
						render={(match, at) => <ImageLine image={match.row} ranges={match.ranges.name} {...at} />}
						empty={
							<Text>
								{rows.length === 0
									? 'No golden images yet: press c to make one from a DevBox.'
									: 'Nothing fits; esc clears the filter.'}
							</Text>
						}
					/>
					<Text dimColor>{current === undefined ? '' : fitText(`  ${origin(current)}`, size.width)}</Text>
				</>
			)}
		</ScreenFrame>
	);
};

const origin = (image: Image): string =>
	neutralise(
		`${image.reference} · ${image.source ?? 'made elsewhere'}${image.base === undefined ? '' : ` · from ${image.base}`} · ${image.id.slice(0, 12)}`,
	);

const Head = ({width}: {width: number}) => {
	const widths = shareWidth(width, columns);
	return <Text dimColor>{heads.map((head, index) => pad(head, widths[index] ?? 0)).join('  ')}</Text>;
};

const ImageLine = ({
	image,
	ranges,
	isCursor,
	width,
}: {
	image: Image;
	ranges: Ranges | undefined;
	isCursor: boolean;
	width: number;
}) => {
	const [name = 0, tag = 0, worker = 0, os = 0, size = 0, old = 0, owner = 0, rest = 0] = shareWidth(
		width,
		columns,
	);
	return (
		<Box gap={2} width={width}>
			<Box width={name} flexShrink={0}>
				<Highlight text={fitText(neutralise(image.name), name)} ranges={ranges} isBold={isCursor} />
			</Box>
			<Text>{pad(neutralise(image.tag), tag)}</Text>
			<Text dimColor>{pad(image.worker, worker)}</Text>
			<Text>{pad(image.os === 'windows' ? 'Windows' : 'Linux', os)}</Text>
			<Text dimColor>{pad(prettyBytes(image.sizeBytes), size)}</Text>
			<Text dimColor>{pad(age(image.createdAt), old)}</Text>
			<Text dimColor>{pad(neutralise(image.owner ?? ''), owner)}</Text>
			<Chips capabilities={image.capabilities} width={rest} />
		</Box>
	);
};
