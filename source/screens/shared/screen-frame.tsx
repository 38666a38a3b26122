import {createContext, type ReactNode, useContext} from 'react';
import type {Binding} from '../../keys.ts';
import type {Fleet} from '../../model/fleet.ts';
import {Frame} from '../../parts/frame.tsx';
import {Panel, panelEdge, panelRules} from '../../parts/panel.tsx';
import type {Tab} from '../../parts/tab-strip.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {activityOf} from './activity.ts';
import {useApp, useAppState} from './use-app.ts';
import {type Copyable, useCopy} from './use-copy.tsx';

/** The last notice: why a key was refused, or what happened. */
export const NoticeContext = createContext<string | undefined>(undefined);

type Props = {
	readonly crumbs: readonly string[];
	readonly bindings: readonly Binding[];
	/** What `y` copies of the selection. */
	readonly copyable?: readonly Copyable[] | undefined;
	/** Replaces the body while it is open: a menu of the list. */
	readonly menu?: ((size: Size) => ReactNode) | undefined;
	/** Whether digits switch tabs: not where a form would be lost. */
	readonly hasTabs?: boolean;
	/** Whether Quick Launch can be opened: not over itself or a question. */
	readonly hasQuick?: boolean;
	/** A screen that draws its own panels says no. */
	readonly hasPanel?: boolean;
	/** Draws the body into exactly this size, inside of the panel where there is one. */
	readonly children: (size: Size) => ReactNode;
};

const tabsOf = (fleet: Fleet): readonly Tab[] => {
	const counted = (lists: readonly (readonly unknown[] | undefined)[]) =>
		lists.every(each => each === undefined)
			? undefined
			: lists.reduce((sum, each) => sum + (each?.length ?? 0), 0);
	const views = Object.values(fleet);
	return [
		{key: '1', title: 'Workers', count: views.length},
		{key: '2', title: 'DevBoxes', count: counted(views.map(view => view.devboxes?.content))},
		{key: '3', title: 'Images', count: counted(views.map(view => view.images?.content.managed))},
		{key: '4', title: 'Jobs', count: counted(views.map(view => view.jobs?.content))},
		{key: '5', title: 'Schedules', count: counted(views.map(view => view.schedules?.content.schedules))},
	];
};

/** The frame of every screen, with the keys that work everywhere. */
export const ScreenFrame = ({
	crumbs,
	bindings,
	copyable = [],
	menu,
	hasTabs = true,
	hasQuick = true,
	hasPanel = true,
	children,
}: Props) => {
	const {navigation} = useApp();
	const account = useAppState(state => state.account);
	const fleet = useAppState(state => state.fleet);
	const followed = useAppState(state => state.jobs);
	const notice = useContext(NoticeContext);
	const copy = useCopy(copyable);
	const question = copy.question ?? menu;
	const tab = (
		key: string,
		title: string,
		name: 'workers' | 'devboxes' | 'images' | 'jobs' | 'schedules',
	): Binding => ({
		key,
		title,
		run: () => navigation.go({name}),
		// The tab strip shows it.
		isHidden: true,
		group: 'Everywhere',
	});
	const everywhere: readonly Binding[] = [
		...(hasTabs
			? [
					tab('1', 'Workers', 'workers'),
					tab('2', 'DevBoxes', 'devboxes'),
					tab('3', 'Images', 'images'),
					tab('4', 'Jobs', 'jobs'),
					tab('5', 'Schedules', 'schedules'),
					{
						key: 'l',
						title: 'Launch',
						run: () => navigation.open({name: 'launch'}),
						isHidden: crumbs[0] === 'Launch',
						group: 'Everywhere',
					},
					{key: 'q', title: 'Quit', group: 'Everywhere', run: () => navigation.quit()},
				]
			: []),
		...(hasQuick
			? [
					{
						key: 'ctrl+g',
						title: 'Quick launch',
						group: 'Everywhere',
						run: () => navigation.quick(),
						isHidden: !hasTabs,
					},
				]
			: []),
		{key: 'ctrl+c', title: 'Quit', group: 'Everywhere', run: () => navigation.quit(), isHidden: true},
	];
	return (
		<Frame
			crumbs={crumbs}
			tabs={tabsOf(fleet)}
			activity={activityOf(fleet, followed)}
			account={`${account.user} · ${account.plan} · ${account.role}`}
			bindings={question ? everywhere.slice(-1) : [...bindings, ...copy.bindings, ...everywhere]}
			notice={notice}
		>
			{size => question?.(size) ?? (hasPanel ? inPanel(crumbs.at(-1) ?? '', size, children) : children(size))}
		</Frame>
	);
};

const inPanel = (title: string, {width, height}: Size, children: (size: Size) => ReactNode) => {
	const inner = {width: width - panelEdge, height: Math.max(1, height - panelRules(1))};
	return <Panel sections={[{title, height: inner.height, body: children(inner)}]} width={width} />;
};
