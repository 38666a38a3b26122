import {useApp as useInk} from 'ink';
import {useCallback, useEffect, useMemo, useRef, useState} from 'react';
import type {Actions} from '../../state/actions.ts';
import type {Navigation, Screen} from './screen.ts';

/** A second request to quit within this time is an answer to the notice. */
const againMs = 6000;
/** How often the notice looks whether it is still true. */
const watchMs = 200;

type Places = {
	readonly screens: readonly Screen[];
	readonly isQuick: boolean;
	readonly navigation: Navigation;
	readonly closeQuick: () => void;
};

/** Called with the names of the open screens, the last on top. */
export type OnScreens = (names: readonly string[]) => void;

/** The stack of screens, and whether Quick Launch is over it. @param first the screen at the bottom */
export const useNavigation = (first: 'workers' | 'first-run', onScreens?: OnScreens): Places => {
	const {exit} = useInk();
	const [screens, setStack] = useState<readonly Screen[]>([{name: first}]);
	const [isQuick, setQuick] = useState(false);
	const navigation = useMemo<Navigation>(() => {
		const setScreens = (change: (stack: readonly Screen[]) => readonly Screen[]) =>
			setStack(stack => {
				const next = change(stack);
				// Before they are drawn, so that a crash report can name a screen that fails to draw.
				onScreens?.(next.map(({name}) => name));
				return next;
			});
		return {
			open: screen => setScreens(stack => [...stack, screen]),
			back: () => setScreens(stack => (stack.length > 1 ? stack.slice(0, -1) : [{name: 'workers'}])),
			go: screen => setScreens(() => [screen]),
			replace: screen => setScreens(stack => [...stack.slice(0, -1), screen]),
			quick: () => setQuick(true),
			quit: () => exit(),
		};
	}, [exit, onScreens]);
	return {screens, isQuick, navigation, closeQuick: useCallback(() => setQuick(false), [])};
};

/** Says something over the key bar, and takes it back while that is still what is said. */
type Notices = {readonly notify: (notice: string) => void; readonly retract: (notice: string) => void};

/** While a context or layers are sent, quitting fails that job: the first time, a notice says so, as long as that is true. */
export const useQuit = (navigation: Navigation, actions: Actions, {notify, retract}: Notices): Navigation => {
	const askedAt = useRef(Number.NEGATIVE_INFINITY);
	const watch = useRef<NodeJS.Timeout | undefined>(undefined);
	useEffect(() => () => clearInterval(watch.current), []);
	return useMemo(() => {
		const quit = () => {
			const needed = neededHere(actions);
			if (needed === undefined || performance.now() - askedAt.current < againMs) return navigation.quit();
			askedAt.current = performance.now();
			notify(needed);
			clearInterval(watch.current);
			watch.current = setInterval(() => {
				if (neededHere(actions) === needed) return;
				clearInterval(watch.current);
				retract(needed);
			}, watchMs);
		};
		return {...navigation, quit};
	}, [navigation, actions, notify, retract]);
};

const neededHere = (actions: Actions): string | undefined => {
	if (actions.isSending())
		return 'A build still needs its context from here. Quit again to leave; the build then fails.';
	return actions.isCopying()
		? 'A copy or an import still needs its layers from here. Quit again to leave; it then fails.'
		: undefined;
};
