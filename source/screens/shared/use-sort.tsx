import {type ReactNode, useContext, useMemo, useState} from 'react';
import {type Binding, useKeys} from '../../keys.ts';
import {Dialog, dialogWidth} from '../../parts/dialog.tsx';
import {Menu} from '../../parts/menu.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import type {AppStore} from '../../state/app-state.ts';
import {type Marks, MarksContext} from '../../theme.ts';
import {type SortColumn, sortRows} from './sort-rows.ts';
import {useApp} from './use-app.ts';

export type Sort<Row> = {
	readonly rows: readonly Row[];
	readonly bindings: readonly Binding[];
	/** The menu over the screen while it is open. */
	readonly question: ((size: Size) => ReactNode) | undefined;
	/** The note of the list's panel: these parts and the order, `10 · name ↑`. */
	readonly noteOf: (...parts: readonly (string | undefined)[]) => string;
};

/** The column of a list and its direction; undefined: the list's own order. */
type Chosen = {readonly name: string; readonly isReversed: boolean} | undefined;

/** The order of each list, while the app runs: a list is left and opened again. */
const chosenOf = new WeakMap<AppStore, Map<string, Chosen>>();

const rememberedBy = (store: AppStore): Map<string, Chosen> => {
	const known = chosenOf.get(store) ?? new Map<string, Chosen>();
	chosenOf.set(store, known);
	return known;
};

/**
 * The key `S` and the order of a list. Choosing the same column again reverses it.
 * @param columns the same object at each call · @param rows in the list's own order
 */
export const useSort = <Row,>(
	list: string,
	columns: readonly SortColumn<Row>[],
	rows: readonly Row[],
): Sort<Row> => {
	const {store} = useApp();
	const marks = useContext(MarksContext);
	const [chosen, setChosen] = useState<Chosen>(() => rememberedBy(store).get(list));
	const [isOpen, setOpen] = useState(false);
	const {name, isReversed = false} = chosen ?? {};
	const sorted = useMemo(() => {
		const column = columns.find(each => each.name === name);
		return column === undefined ? rows : sortRows(rows, {column, isReversed});
	}, [columns, rows, name, isReversed]);
	const choose = (next: string) => {
		const order = columns.some(each => each.name === next)
			? {name: next, isReversed: next === name && !isReversed}
			: undefined;
		rememberedBy(store).set(list, order);
		setChosen(order);
		setOpen(false);
	};
	const names = columns.map(each => each.name);
	return {
		rows: sorted,
		bindings: [{key: 'S', title: 'Sort', group: 'List', run: () => setOpen(true)}],
		question: isOpen
			? size => (
					<AskSort
						names={names}
						chosen={chosen}
						size={size}
						onChoose={choose}
						onBack={() => setOpen(false)}
					/>
				)
			: undefined,
		noteOf: (...parts) => [...parts, orderText(chosen, marks)].filter(Boolean).join(` ${marks.separator} `),
	};
};

const orderText = (chosen: Chosen, marks: Marks): string =>
	chosen === undefined ? '' : `${chosen.name} ${chosen.isReversed ? marks.descending : marks.ascending}`;

const AskSort = ({
	names,
	chosen,
	size,
	onChoose,
	onBack,
}: {
	names: readonly string[];
	chosen: Chosen;
	size: Size;
	onChoose: (name: string) => void;
	onBack: () => void;
}) => {
	const marks = useContext(MarksContext);
	useKeys([{key: 'esc', title: 'Cancel', run: onBack}]);
	return (
		<Dialog title="Sort by" size={size}>
			<Menu
				width={dialogWidth(size.width)}
				initial={chosen === undefined ? 0 : names.indexOf(chosen.name)}
				choices={[
					...names.map(name => ({
						value: name,
						label: name === chosen?.name ? `${orderText(chosen, marks)}  (enter reverses it)` : name,
					})),
					{value: '', label: 'default order'},
				]}
				onChoose={onChoose}
			/>
		</Dialog>
	);
};
