import {Box, useIsScreenReaderEnabled} from 'ink';
import {createContext, type ReactNode, useContext, useEffect, useRef} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {type Fleet, readingOf, viewsOf, type WorkerView} from '../../model/fleet.ts';
import {Frame} from '../../parts/frame.tsx';
import {Panel, panelEdge, panelRules} from '../../parts/panel.tsx';
import type {Stage} from '../../parts/stages.ts';
import type {Tab} from '../../parts/tab-strip.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {activityOf} from './activity.ts';
import {everywhereKeys} from './everywhere-keys.ts';
import {useApp, useAppState} from './use-app.ts';
import {type Copyable, useCopy} from './use-copy.tsx';
import {usePalette} from './use-palette.tsx';

/** The last notice: why a key was refused, or what happened. */
export const NoticeContext = createContext<string | undefined>(undefined);

type Props = {
	readonly crumbs: readonly string[];
	readonly bindings: readonly Binding[];
	/** The steps of a flow, in place of its path. */
	readonly stages?: readonly Stage[] | undefined;
	/** Over the panel; by default the end of the path. */
	readonly title?: string | undefined;
	/** What `y` copies of the selection. */
	readonly copyable?: readonly Copyable[] | undefined;
	/** A dialog over the body while it is open: a menu of the list. */
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

/** How many there are in a list of all workers; undefined while no worker has answered. */
const countOf = (listOf: (view: WorkerView) => readonly unknown[] | undefined) =>
	readingOf(
		view => listOf(view)?.length,
		lengths =>
			lengths.every(each => each === undefined)
				? undefined
				: lengths.reduce<number>((sum, each) => sum + (each ?? 0), 0),
	);

const counts = {
	devboxes: countOf(view => view.devboxes?.content),
	images: countOf(view => view.images?.content.managed),
	jobs: countOf(view => view.jobs?.content),
	schedules: countOf(view => view.schedules?.content.schedules),
};

const tabsOf = (fleet: Fleet): readonly Tab[] => [
	{key: '1', title: 'Workers', count: viewsOf(fleet).length},
	{key: '2', title: 'DevBoxes', count: counts.devboxes(fleet)},
	{key: '3', title: 'Images', count: counts.images(fleet)},
	{key: '4', title: 'Jobs', count: counts.jobs(fleet)},
	{key: '5', title: 'Schedules', count: counts.schedules(fleet)},
];

/** The frame of every screen, with the keys that work everywhere. */
export const ScreenFrame = ({
	crumbs,
	stages,
	title = crumbs.at(-1) ?? '',
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
	const copy = useCopy(copyable);
	// A screen's own key comes first: Launch launches the image under the cursor where there is one.
	const everywhere = everywhereKeys(navigation, {
		hasTabs,
		hasQuick,
		isLaunching: crumbs[0] === 'Launch',
	}).filter(({key}) => !bindings.some(each => each.key === key));
	const own = [...bindings, ...copy.bindings, ...everywhere];
	const quit = everywhere.filter(({key}) => key === 'ctrl+c');
	const palette = usePalette(own);
	const opener = hasTabs ? [palette.opener] : [];
	const question = copy.question ?? menu;
	const page = question === undefined ? palette.body : undefined;
	const notice = useTimelyNotice(question !== undefined);
	return (
		<Frame
			crumbs={crumbs}
			stages={stages}
			tabs={tabsOf(fleet)}
			activity={activityOf(fleet, followed)}
			account={`${account.user} · ${account.plan} · ${account.role}`}
			bindings={question ? quit : page ? [...palette.bindings, ...quit] : [...own, ...opener]}
			notice={notice}
		>
			{size => (
				<>
					{page && inPanel('Commands', page)(size)}
					<Below under={question ? 'a dialog' : page && 'a page'}>
						{hasPanel ? inPanel(title, children)(size) : children(size)}
					</Below>
					{question && <Box position="absolute">{question(size)}</Box>}
				</>
			)}
		</Frame>
	);
};

/**
 * Ends a notice that was said before a dialog opened or closed: it was about what came before, and its reason is gone.
 * @param isAsking whether a dialog is open
 */
const useTimelyNotice = (isAsking: boolean): string | undefined => {
	const notice = useContext(NoticeContext);
	const {notify} = useContext(KeyLayerContext);
	const seen = useRef({notice, isAsking});
	useEffect(() => {
		const before = seen.current;
		seen.current = {notice, isAsking};
		if (notice && notice === before.notice && isAsking !== before.isAsking) notify('');
	}, [notice, isAsking, notify]);
	return notice;
};

/** What is covered keeps its state, and gets no keys. A page hides it, and so does a dialog that is read aloud. */
const Below = ({under, children}: {under: 'a dialog' | 'a page' | undefined; children: ReactNode}) => {
	const layer = useContext(KeyLayerContext);
	const isRead = useIsScreenReaderEnabled();
	const isHidden = under === 'a page' || (under === 'a dialog' && isRead);
	return (
		<Box display={isHidden ? 'none' : 'flex'} flexDirection="column" flexShrink={0}>
			<KeyLayerContext value={under ? {...layer, isActive: false} : layer}>{children}</KeyLayerContext>
		</Box>
	);
};

const inPanel =
	(title: string, children: (size: Size) => ReactNode) =>
	({width, height}: Size) => {
		const inner = {width: width - panelEdge, height: Math.max(1, height - panelRules(1))};
		return <Panel sections={[{title, height: inner.height, body: children(inner)}]} width={width} />;
	};
