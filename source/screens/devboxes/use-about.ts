import {useContext, useEffect, useRef, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import type {Devbox, DevboxAbout} from '../../model/devbox.ts';
import {useApp} from '../shared/use-app.ts';

/** The cursor rests this long before the worker is asked: a scrolled list asks for none. */
const restMs = 400;
/** Older facts are read again. */
const freshMs = 30_000;

type Known = {readonly about: DevboxAbout; readonly at: number};

/** Mounts and own layer of the DevBox under the cursor, read when the cursor rests on it; undefined until then. */
export const useAbout = (devbox: Devbox | undefined): DevboxAbout | undefined => {
	const {actions} = useApp();
	const {isActive} = useContext(KeyLayerContext);
	const known = useRef(new Map<string, Known>());
	const [, redraw] = useState(0);
	const id = devbox === undefined ? '' : `${devbox.worker}/${devbox.id}`;
	// biome-ignore lint/correctness/useExhaustiveDependencies: `id` stands for the DevBox, which is a new object in each list
	useEffect(() => {
		const found = known.current.get(id);
		if (devbox === undefined || !isActive || (found && Date.now() - found.at < freshMs)) return;
		const leaving = new AbortController();
		const {signal} = leaving;
		const ask = async () => {
			const about = await actions.describe(devbox, signal);
			if (signal.aborted) return;
			known.current.set(id, {about, at: Date.now()});
			redraw(count => count + 1);
		};
		// Without an answer the details lack these two lines; the list itself says what is wrong with the worker.
		const timer = setTimeout(() => void ask().catch(() => {}), restMs).unref();
		return () => {
			leaving.abort();
			clearTimeout(timer);
		};
	}, [id, isActive, actions]);
	return known.current.get(id)?.about;
};
