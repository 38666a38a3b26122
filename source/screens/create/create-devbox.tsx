import {Box, Text} from 'ink';
import {useMemo, useState} from 'react';
import {keyName} from '../../key-names.ts';
import {ineligibleText, isOffWindows} from '../../model/devbox.ts';
import {neutralise} from '../../model/text.ts';
import {FilterList, NoMatches} from '../../parts/filter-list.tsx';
import {fitText} from '../../parts/fit.ts';
import {ScreenKeysContext} from '../../parts/text-field.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {useFilter} from '../../parts/use-filter.ts';
import {useFilteredList} from '../../parts/use-list.ts';
import {colours} from '../../theme.ts';
import {type DevboxRow, devboxKeys, devboxRows} from '../devboxes/devbox-rows.ts';
import {DevboxHead, DevboxLine, useDevboxTable} from '../devboxes/devbox-table.tsx';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {unknownText} from '../shared/unknown-lists.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useBodyHeight} from '../shared/use-body-height.ts';
import {type Match, useFuzzy} from '../shared/use-fuzzy.ts';
import {staleWord} from '../shared/words.ts';
import {createStages} from './create-stages.ts';
import {SourceField, sourceBinding} from './source-field.tsx';
import {sourceKeys} from './source-keys.ts';

const idOf = ({row}: Match<DevboxRow>) => row.devbox.id;

/** Step 2: the DevBox, filtered as you type; tab shows the ineligible ones with their reasons. */
export const CreateDevbox = ({
	worker,
	onSwitch,
	onNext,
	onBack,
}: {
	worker: string;
	/** To the other segment. */
	onSwitch: () => void;
	onNext: (devbox: string) => void;
	onBack: () => void;
}) => {
	const {actions} = useApp();
	const fleet = useAppState(state => state.fleet);
	const account = useAppState(state => state.account);
	const filter = useFilter({isAlways: true});
	const [isAll, setAll] = useState(false);
	const [allowStopped, setAllowStopped] = useState(false);
	const every = useMemo(
		() => devboxRows(fleet, account, {worker, allowStopped}),
		[fleet, account, worker, allowStopped],
	);
	const rows = useMemo(() => (isAll ? every : every.filter(row => row.why.length === 0)), [every, isAll]);
	const found = useFuzzy(rows, filter.query, devboxKeys);
	const list = useFilteredList(found, idOf, {filter, height: useBodyHeight() - 6});
	const table = useDevboxTable(rows);
	const current = list.current?.row;
	const view = fleet[worker];
	// Without a list there is none that could be out of date.
	const unknown = view && unknownText(view, 'devboxes');
	const old = view && unknown === undefined ? staleWord(view, 'devboxes') : undefined;
	const hidden = every.length - rows.length;
	const hasOff = every.some(row => isOffWindows(row.devbox));
	return (
		<ScreenKeysContext value={sourceKeys}>
			<ScreenFrame
				crumbs={['Create image', worker, 'DevBox']}
				stages={createStages('DevBox', {worker})}
				hasTabs={false}
				bindings={[
					...filter.bindings,
					{
						key: 'enter',
						title: 'Choose',
						run: () => current && onNext(current.devbox.id),
						refusal: unknown ?? list.noRow ?? (current && ineligibleText(current.devbox, current.why)),
					},
					{key: 'tab', title: isAll ? 'Hide ineligible' : 'Show ineligible', run: () => setAll(!isAll)},
					...(hasOff
						? [
								{
									key: 'ctrl+o',
									title: allowStopped ? 'Only running' : 'Stopped VMs',
									run: () => setAllowStopped(!allowStopped),
								},
							]
						: []),
					sourceBinding('devbox', onSwitch),
					...(unknown === undefined
						? []
						: [{key: 'ctrl+r', title: 'Reconnect', run: () => actions.refresh(worker)}]),
					{key: 'esc', title: 'Back', run: onBack},
					...list.bindings.filter(each => !each.key.startsWith('ctrl')),
				]}
			>
				{size => (
					<>
						<SourceField value="devbox" onSwitch={onSwitch} />
						<Text bold>Select a DevBox: yours, running, not Cloud-managed.</Text>
						<StaleLine old={old} width={size.width} />
						<FilterList
							placeholder="type to filter by name, image or capability"
							total={rows.length}
							list={list}
							idOf={idOf}
							width={size.width}
							head={<DevboxHead table={table} width={size.width - 4} />}
							render={(match, at) => (
								<DevboxLine table={table} row={match.row} ranges={match.ranges.name} {...at} />
							)}
							empty={<Empty isFiltered={filter.query !== ''} hidden={hidden} unknown={unknown} />}
						/>
						<Text {...toneOf('muted')}>{`  ${below({hidden, hasOff, allowStopped})}`}</Text>
					</>
				)}
			</ScreenFrame>
		</ScreenKeysContext>
	);
};

/** Above a list of DevBoxes: why it may be out of date; blank where it is not. */
const StaleLine = ({old, width}: {old: string | undefined; width: number}) => (
	<Box height={1}>
		<Text color={colours.warning}>
			{old === undefined ? '' : fitText(neutralise(`  may be out of date: ${old}`), width)}
		</Text>
	</Box>
);

/** Why a stopped Windows VM is offered, or how to show the others. */
const below = ({hidden, hasOff, allowStopped}: {hidden: number; hasOff: boolean; allowStopped: boolean}) => {
	if (allowStopped)
		return 'A Windows VM that was shut down cleanly makes the best image: nothing has to stop.';
	if (hidden === 0) return '';
	return `${hidden} ineligible; tab shows why${hasOff ? `, ${keyName('ctrl+o')} shows stopped Windows VMs` : ''}.`;
};

const Empty = ({
	isFiltered,
	hidden,
	unknown,
}: {
	isFiltered: boolean;
	hidden: number;
	unknown: string | undefined;
}) => {
	if (unknown !== undefined) return <Text>{unknown}</Text>;
	if (isFiltered) return <NoMatches />;
	return (
		<Text>
			{hidden > 0 ? 'No eligible DevBoxes; tab shows why.' : 'No DevBoxes on this worker. Launch one first.'}
		</Text>
	);
};
