import {createContext, type ReactNode, useContext} from 'react';
import type {Binding} from '../../keys.ts';
import {Frame} from '../../parts/frame.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {useApp, useAppState} from './use-app.ts';

/** The last notice: why a key was refused, or what happened. */
export const NoticeContext = createContext<string | undefined>(undefined);

type Props = {
	readonly crumbs: readonly string[];
	readonly bindings: readonly Binding[];
	/** Whether digits switch tabs: not where a form would be lost. */
	readonly hasTabs?: boolean;
	/** Whether Quick Launch can be opened: not over itself or a question. */
	readonly hasQuick?: boolean;
	readonly children: (size: Size) => ReactNode;
};

/** The frame of every screen, with the keys that work everywhere. */
export const ScreenFrame = ({crumbs, bindings, hasTabs = true, hasQuick = true, children}: Props) => {
	const {navigation} = useApp();
	const account = useAppState(state => state.account);
	const notice = useContext(NoticeContext);
	const tab = (
		key: string,
		title: string,
		name: 'workers' | 'devboxes' | 'images' | 'jobs' | 'schedules',
	): Binding => ({
		key,
		title,
		run: () => navigation.go({name}),
		isHidden: crumbs[0] === title,
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
			right={`${account.user} · ${account.plan} · ${account.role}`}
			bindings={[...bindings, ...everywhere]}
			notice={notice}
		>
			{children}
		</Frame>
	);
};
