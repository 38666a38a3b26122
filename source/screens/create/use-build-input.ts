import {useEffect, useEffectEvent, useState} from 'react';
import type {BuildInput} from '../../model/build.ts';
import {Failure} from '../../model/failure.ts';
import {useApp} from '../shared/use-app.ts';

type Place = {readonly context: string; readonly file: string};
type Read = Place & {readonly input?: BuildInput; readonly problem?: string};

/**
 * What a build finds on this computer, read again once its place has changed.
 * @param isTyping whether the place is being typed: then it is read later
 * @returns undefined until this place has been read
 */
export const useBuildInput = (
	{context, file}: Place,
	isTyping: boolean,
): Omit<Read, keyof Place> | undefined => {
	const {actions} = useApp();
	const [read, setRead] = useState<Read | undefined>(undefined);
	const readNow = useEffectEvent(async (place: Place, signal: AbortSignal) => {
		const found = await actions
			.readBuild({context: place.context, ...(place.file !== '' && {file: place.file})}, signal)
			.then(
				input => ({input}),
				(thrown: unknown) => ({problem: thrown instanceof Failure ? thrown.message : String(thrown)}),
			);
		if (!signal.aborted) setRead({...place, ...found});
	});
	useEffect(() => {
		if (isTyping || context.trim() === '') return;
		const stop = new AbortController();
		void readNow({context, file}, stop.signal);
		return () => stop.abort();
	}, [context, file, isTyping]);
	return read?.context === context && read.file === file ? read : undefined;
};
