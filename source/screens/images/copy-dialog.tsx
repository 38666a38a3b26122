import {Box} from 'ink';
import prettyBytes from 'pretty-bytes';
import {useState} from 'react';
import {keyName} from '../../key-names.ts';
import {type Binding, useKeys} from '../../keys.ts';
import type {WorkerView} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {neutralise} from '../../model/text.ts';
import {type Cell, Columns} from '../../parts/columns.tsx';
import {Dialog, dialogWidth} from '../../parts/dialog.tsx';
import {FilterList, NoMatches} from '../../parts/filter-list.tsx';
import type {Ranges} from '../../parts/highlight.tsx';
import {KeyHints} from '../../parts/key-hints.tsx';
import {Prose} from '../../parts/prose.tsx';
import {useFilter} from '../../parts/use-filter.ts';
import {useFilteredList} from '../../parts/use-list.ts';
import type {Size} from '../../parts/use-window-size.ts';
import type {Match} from '../shared/use-fuzzy.ts';
import {useSelection} from '../shared/use-selection.ts';
import {useWorkerSearch} from '../shared/use-worker-search.ts';
import {overwriteChoice} from './overwrite-choice.ts';

const viewOf = (view: WorkerView) => view;
const nameOf = ({worker}: WorkerView) => worker.name;
const idOf = ({row}: Match<WorkerView>) => row.worker.name;
const maxHeight = 8;
/** Lines of the dialog that are not rows: borders, title, text, filter, two of keys. */
const aroundRows = 12;
/** The text of the choice, and the line over it. */
const choiceRows = 3;

type Props = {
	readonly image: Image;
	readonly targets: readonly WorkerView[];
	readonly onTargets: (workers: readonly string[], overwrite: boolean) => void;
	readonly onNo: () => void;
	readonly size: Size;
};

/** Says what happens; enter copies to the selected workers, or else to the one under the cursor. */
export const CopyDialog = ({image, targets, onTargets, onNo, size}: Props) => {
	const {name, tag, worker} = image;
	const filter = useFilter();
	const found = useWorkerSearch(targets, filter.query, viewOf);
	const choice = useOverwrite(image, targets);
	const around = aroundRows + (choice === undefined ? 0 : choiceRows);
	const height = Math.max(1, Math.min(maxHeight, targets.length, size.height - around));
	const list = useFilteredList(found, idOf, {filter, height});
	const {current} = list;
	const selection = useSelection(targets, nameOf, current?.row);
	const chosen = selection.rows.length > 0 ? selection.rows.map(nameOf) : current ? [idOf(current)] : [];
	const keys = useKeys([
		...(filter.isTyping ? filter.bindings : []),
		{
			key: 'enter',
			title: chosen.length > 1 ? `Copy to ${chosen.length} workers` : `Copy to ${chosen[0] ?? 'it'}`,
			run: () => onTargets(chosen, choice?.overwrite ?? false),
			refusal: chosen.length === 0 ? 'No worker is selected.' : undefined,
		},
		selection.selectKey,
		...selection.clearKeys,
		...(choice ? [choice.binding] : []),
		...(filter.isTyping ? [] : filter.bindings),
		{key: 'esc', title: 'Cancel', run: onNo},
		...list.bindings,
	]);
	const width = dialogWidth(size.width);
	return (
		<Dialog title={neutralise(`Copy ${name}:${tag} to which workers?`)} size={size}>
			<Prose>
				{neutralise(
					`Only layers that a worker lacks are sent. The bytes pass through this computer; the image stays on ${worker}, too.`,
				)}
			</Prose>
			<Box paddingTop={1} flexDirection="column" flexShrink={0}>
				<FilterList
					total={targets.length}
					list={{...list, count: selection.note || list.count}}
					idOf={idOf}
					width={width}
					selected={selection.ids}
					render={({row, ranges}, at) => <Target image={image} view={row} ranges={ranges.name} {...at} />}
					empty={<NoMatches />}
				/>
			</Box>
			{choice && (
				<Box paddingTop={1} flexShrink={0}>
					<Prose>{choice.text}</Prose>
				</Box>
			)}
			<KeyHints hints={hintsOf(keys)} width={width} />
		</Dialog>
	);
};

/** `enter Copy to 2 workers`, `space Select`, `esc Cancel`: of two for a key, the one that works. */
const hintsOf = (keys: readonly Binding[]): readonly string[] =>
	keys
		.filter(({key, isHidden}, index) => !isHidden && keys.findIndex(each => each.key === key) === index)
		.map(({key, title}) => `${keyName(key)} ${title}`);

/** What becomes of another image of that name; undefined where no target is known to have one. */
const useOverwrite = (image: Image, targets: readonly WorkerView[]) => {
	const [overwrite, setOverwrite] = useState(false);
	if (!targets.some(view => hasOther(view, image))) return undefined;
	const run = () => setOverwrite(!overwrite);
	const text = `Another image of that name: ${overwrite ? 'replaced' : 'kept, and the copy is refused'}`;
	const {key, title} = overwriteChoice({overwrite, text, next: run});
	return {overwrite, text, binding: {key, title, run}};
};

/** Targets do not have the image, so that another one has its name. */
const hasOther = ({images}: WorkerView, {reference}: Image): boolean =>
	images?.content.references.includes(reference) === true;

/** What speaks against a target, as far as is known: layers that it has take no space. */
const roomOf = (view: WorkerView, image: Image): Cell => {
	const freeBytes = view.reach.state === 'ready' ? view.reach.facts?.freeBytes : undefined;
	const isShort = freeBytes !== undefined && freeBytes < image.sizeBytes;
	const free = freeBytes === undefined ? [] : [`${isShort ? 'only ' : ''}${prettyBytes(freeBytes)} free`];
	return {
		text: [...free, ...(hasOther(view, image) ? ['has another one'] : [])].join(' · '),
		meaning: isShort ? 'warning' : 'muted',
	};
};

const columns = [{grow: 1, width: 12}, {width: 32}] as const;

const Target = ({
	image,
	view,
	ranges,
	isCursor,
	width,
}: {
	image: Image;
	view: WorkerView;
	ranges: Ranges | undefined;
	isCursor: boolean;
	width: number;
}) => (
	<Columns
		columns={columns}
		cells={[{text: view.worker.name, ranges}, roomOf(view, image)]}
		width={width}
		isSelected={isCursor}
	/>
);
