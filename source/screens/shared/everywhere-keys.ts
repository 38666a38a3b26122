import type {Binding} from '../../keys.ts';
import type {Navigation} from './screen.ts';

/** The keys that work on every screen: tabs, launch and quit where no form would be lost, and Quick Launch. */
export const everywhereKeys = (
	navigation: Navigation,
	{hasTabs, hasQuick, isLaunching}: {hasTabs: boolean; hasQuick: boolean; isLaunching: boolean},
): readonly Binding[] => {
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
	return [
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
						isHidden: isLaunching,
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
};
