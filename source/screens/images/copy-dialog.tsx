import {Box} from 'ink';
import prettyBytes from 'pretty-bytes';
import {type Binding, useKeys} from '../../keys.ts';
import type {WorkerView} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {neutralise} from '../../model/text.ts';
import {Columns} from '../../parts/columns.tsx';
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

const viewOf = (view: WorkerView) => view;
const nameOf = ({worker}: WorkerView) => worker.name;
const idOf = ({row}: Match<WorkerView>) => row.worker.name;
const maxHeight = 8;
/** Lines of the dialog that are not rows: borders, title, text, filter, two of keys. */
const aroundRows = 12;

type Props = {
	readonly image: Image;
	readonly targets: readonly WorkerView[];
	readonly onTargets: (workers: readonly string[]) => void;
	readonly onNo: () => void;
	readonly size: Size;
};

/** Says what happens; enter copies to the selected workers, or else to the one under the cursor. */
export const CopyDialog = ({image: {name, tag, worker}, targets, onTargets, onNo, size}: Props) => {
	const filter = useFilter();
	const found = useWorkerSearch(targets, filter.query, viewOf);
	const height = Math.max(1, Math.min(maxHeight, targets.length, size.height - aroundRows));
	const list = useFilteredList(found, idOf, {filter, height});
	const {current} = list;
	const selection = useSelection(targets, nameOf, current?.row);
	const chosen = selection.rows.length > 0 ? selection.rows.map(nameOf) : current ? [idOf(current)] : [];
	const keys = useKeys([
		...(filter.isTyping ? filter.bindings : []),
		{
			key: 'enter',
			title: chosen.length > 1 ? `Copy to ${chosen.length} workers` : `Copy to ${chosen[0] ?? 'it'}`,
			run: () => onTargets(chosen),
			refusal: chosen.length === 0 ? 'No worker is selected.' : undefined,
		},
		selection.selectKey,
		...selection.clearKeys,
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
					render={({row, ranges}, at) => <Target view={row} ranges={ranges.name} {...at} />}
					empty={<NoMatches />}
				/>
			</Box>
			<KeyHints hints={hintsOf(keys)} width={width} />
		</Dialog>
	);
};

/** `enter Copy to 2 workers`, `space Select`, `esc Cancel`: of two for a key, the one that works. */
const hintsOf = (keys: readonly Binding[]): readonly string[] =>
	keys
		.filter(({key, isHidden}, index) => !isHidden && keys.findIndex(each => each.key === key) === index)
		.map(({key, title}) => `${key} ${title}`);

const columns = [{grow: 1, width: 12}, {width: 16}] as const;

const Target = ({
	view: {worker, reach},
	ranges,
	isCursor,
	width,
}: {
	view: WorkerView;
	ranges: Ranges | undefined;
	isCursor: boolean;
	width: number;
}) => {
	const facts = reach.state === 'ready' ? reach.facts : undefined;
	return (
		<Columns
			columns={columns}
			cells={[
				{text: worker.name, ranges},
				{text: facts === undefined ? '' : `${prettyBytes(facts.freeBytes)} free`, meaning: 'muted'},
			]}
			width={width}
			isSelected={isCursor}
		/>
	);
};
