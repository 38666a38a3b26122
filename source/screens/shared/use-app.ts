import {createContext, useContext} from 'react';
import type {Actions} from '../../state/actions.ts';
import type {AppState, AppStore} from '../../state/app-state.ts';
import {useStore} from '../../state/store.ts';
import type {Navigation} from './screen.ts';

/** What every screen needs. Its identity never changes: state comes through the store. */
export type AppDeps = {readonly store: AppStore; readonly actions: Actions; readonly navigation: Navigation};

export const AppContext = createContext<AppDeps | undefined>(undefined);

/** The actions, the store and the navigation of this app. */
export const useApp = (): AppDeps => {
	const deps = useContext(AppContext);
	if (deps === undefined) throw new TypeError('There is no app around this screen');
	return deps;
};

/** Selects a part of the app's state; never create a new object in `select`. */
export const useAppState = <Part>(select: (state: AppState) => Part): Part =>
	useStore(useApp().store, select);
