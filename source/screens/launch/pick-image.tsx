import {Text} from 'ink';
import prettyBytes from 'pretty-bytes';
import {useEffect, useMemo} from 'react';
import {keyName} from '../../key-names.ts';
import {allImages, type Fleet, imagesOf, viewsOf} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {pullableNames, registryNames} from '../../model/registered.ts';
import {roomText} from '../../model/room.ts';
import {neutralise} from '../../model/text.ts';
import {FilterList, NoMatches} from '../../parts/filter-list.tsx';
import type {Meaning} from '../../parts/tone-of.ts';
import {useFilter} from '../../parts/use-filter.ts';
import {useFilteredList} from '../../parts/use-list.ts';
import {imageOrigin} from '../images/image-origin.ts';
import {ImageHead, ImageLine, useImageColumns} from '../images/image-table.tsx';
import {pickerKey, usePullKey} from '../images/use-pull-key.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {NothingListed} from '../shared/unknown-lists.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useBodyHeight, useBodyWidth} from '../shared/use-body-height.ts';
import {useRegistered} from '../shared/use-registered.ts';
import {PickerText, pickerLines} from './picker-lines.tsx';
import {absentWorkers, type PickerProps, pickRefusal, type Refuse} from './picker-rows.ts';
import {useImageSearch} from './use-image-search.ts';
import {suggestOf, useRooms} from './use-rooms.ts';

const idOf = (image: Image) => `${image.worker}/${image.reference}`;
const anything: Refuse = () => undefined;

/**
 * The image to launch, filtered as you type by name, tag and capability; `tag:v2 cap:git os:linux owner:me` narrow it.
 *
 *     / tax cap:git█                                              2 of 120
 *       IMAGE          TAG  OS     CAPABILITIES          SIZE  AGE  OWNER
 *     ❯ tax-prep-2025  v2   Linux  git node #erp       1.2 GB   3d  alice
 */
export const PickImage = ({
	crumbs,
	worker,
	onPick,
	onWorker,
	onBack,
	verb = 'Choose',
	refuse = anything,
	onRest,
	onPulled,
}: PickerProps & {worker: string | undefined; onWorker: () => void}) => {
	const {actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const {user} = useAppState(state => state.account);
	const filter = useFilter({isAlways: true});
	const rows = useImageSearch(fleet, {worker, query: filter.query, user});
	const textLines = pickerLines(useBodyWidth());
	const absent = absentWorkers(fleet).filter(each => worker === undefined || each.name === worker);
	const leadLines = absent.length === 0 ? 1 : textLines;
	const height = useBodyHeight() - 2 - leadLines - textLines;
	const list = useFilteredList(rows, idOf, {filter, height, isRanked: true});
	const {current} = list;
	const refusalOf = (image: Image) => pickRefusal(image, fleet, refuse);
	const total = countImages(fleet, worker);
	const columns = useImageColumns(worker === undefined ? allImages(fleet) : imagesOf(fleet, worker));
	const room = useRoomNote(current, fleet, worker);
	const registered = useRegistered();
	const inRegistry = current && registryNames(current, registered).map(each => `also in ${each}`);
	const note = [room ?? [], inRegistry ?? []].flat().join(' · ');
	const pullable =
		worker === undefined ? [] : matching(pullableNames(worker, registered, fleet), filter.query);
	const pull = usePullKey(worker, {name: pullable[0], onPulled});
	useRest(current, onRest);
	return (
		<ScreenFrame
			crumbs={[...crumbs, worker ?? 'All workers', 'Image']}
			hasTabs={false}
			menu={pull.question}
			bindings={[
				...filter.bindings,
				{
					key: 'enter',
					title: verb,
					run: () => current && onPick(current),
					refusal: current === undefined ? 'No image selected.' : refusalOf(current),
				},
				{key: 'tab', title: 'Choose worker', run: onWorker},
				...pull.bindings,
				{key: 'ctrl+r', title: 'Refresh', run: () => actions.refresh(worker)},
				{key: 'esc', title: 'Back', run: onBack},
				...list.bindings.filter(each => !each.key.startsWith('ctrl')),
			]}
		>
			{size => (
				<>
					<PickerText
						{...(absent.length === 0
							? {text: neutralise((worker && pullText(worker, pullable)) ?? ''), meaning: 'muted'}
							: {text: neutralise(`Unavailable: ${absentText(absent)}`), meaning: 'warning'})}
						width={size.width}
						lines={leadLines}
					/>
					<FilterList
						placeholder={`type to filter, e.g. tag:v2 cap:git ${size.width < 72 ? '' : 'os:linux '}owner:me`}
						total={total}
						list={list}
						idOf={idOf}
						width={size.width}
						head={<ImageHead columns={columns} width={size.width - 4} />}
						refusalOf={refusalOf}
						render={(image, at) => <ImageLine image={image} query={filter.query} columns={columns} {...at} />}
						empty={<Empty isFiltered={filter.query.trim() !== ''} total={total} worker={worker} />}
					/>
					<PickerText {...aboutImage(current, note, refusalOf)} width={size.width} />
				</>
			)}
		</ScreenFrame>
	);
};

/** `most room: 14 GB memory free, 2 DevBoxes running`, of the copy to suggest where several workers hold the image. */
const useRoomNote = (
	image: Image | undefined,
	fleet: Fleet,
	worker: string | undefined,
): string | undefined => {
	const rooms = useRooms();
	return useMemo(() => {
		if (image === undefined || worker !== undefined) return undefined;
		const views = viewsOf(fleet).filter(view =>
			view.images?.content.managed.some(each => each.reference === image.reference),
		);
		const best = suggestOf(views, rooms, image.os);
		return best?.worker === image.worker ? `most room: ${roomText(best.room, prettyBytes)}` : undefined;
	}, [image, fleet, worker, rooms]);
};

/** ms without a move after which the image counts as a likely choice. */
const restMs = 100;

const useRest = (image: Image | undefined, onRest: ((image: Image) => void) | undefined): void => {
	useEffect(() => {
		if (image === undefined || onRest === undefined) return;
		const timer = setTimeout(() => onRest(image), restMs);
		return () => clearTimeout(timer);
	}, [image, onRest]);
};

const countImages = (fleet: Fleet, worker: string | undefined): number =>
	viewsOf(fleet)
		.filter(view => view.reach.state === 'ready' && (worker === undefined || view.worker.name === worker))
		.reduce((sum, view) => sum + (view.images?.content.managed.length ?? 0), 0);

/** The origin of the image under the cursor, or why it is unavailable. */
const aboutImage = (
	image: Image | undefined,
	note: string,
	refusalOf: Refuse,
): {readonly text: string; readonly meaning: Meaning} => {
	if (image === undefined) return {text: '', meaning: 'muted'};
	const refusal = refusalOf(image);
	return refusal === undefined
		? {text: neutralise(`  ${imageOrigin(image, note)}`), meaning: 'muted'}
		: {text: neutralise(`  ${image.reference} is unavailable: ${refusal}`), meaning: 'warning'};
};

const matching = (names: readonly string[], query: string): readonly string[] =>
	names.filter(each => each.includes(query.trim().toLowerCase()));

/** `ctrl+p pulls hub.example.com/web:1, which forge-2 lacks; 2 more are in a registry.` */
const pullText = (worker: string, [first, ...more]: readonly string[]): string | undefined => {
	if (first === undefined) return undefined;
	const others = more.length === 0 ? '' : `; ${more.length} more in a registry`;
	return `${keyName(pickerKey)} pulls ${first}, which ${worker} lacks${others}.`;
};

/** Workers that do not respond stay visible; their images are unavailable. */
const absentText = (absent: ReturnType<typeof absentWorkers>): string =>
	absent.map(each => `${each.name} ${each.why}`).join('; ');

const Empty = ({
	isFiltered,
	total,
	worker,
}: {
	isFiltered: boolean;
	total: number;
	worker: string | undefined;
}) => {
	if (total > 0) return isFiltered ? <NoMatches /> : <Text>No images.</Text>;
	return (
		<NothingListed list="images" worker={worker}>
			{worker === undefined
				? 'No golden images yet. Create one from a DevBox (c in DevBoxes).'
				: `${worker} has no golden images yet. Create one from a DevBox, or press tab for another worker.`}
		</NothingListed>
	);
};
