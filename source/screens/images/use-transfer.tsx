import {type ReactNode, useContext, useRef, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import {addProgress, type StepProgress} from '../../model/progress.ts';
import type {Size} from '../../parts/use-window-size.ts';
import {TransferDialog} from './transfer-dialog.tsx';

export type Watched = {
	readonly signal: AbortSignal;
	readonly onBytes: (doneBytes: number, totalBytes: number) => void;
};

/** Often enough to look smooth, and rarely enough for a slow terminal. */
const drawMs = 250;

/**
 * One transfer at a time between a file of this computer and a worker, with a dialog that shows how far it is and can cancel it.
 * Leaving the screen does not end it.
 */
export const useTransfer = (): {
	/** Runs it, and shows as a notice what it returns or why it failed. */
	readonly run: (title: string, transfer: (watched: Watched) => Promise<string | undefined>) => void;
	readonly question: ((size: Size) => ReactNode) | undefined;
} => {
	const {notify} = useContext(KeyLayerContext);
	const [shown, setShown] = useState<{title: string; progress: StepProgress | undefined} | undefined>();
	const stop = useRef<AbortController>(undefined);
	const run = (title: string, transfer: (watched: Watched) => Promise<string | undefined>) => {
		const own = new AbortController();
		stop.current = own;
		let progress: StepProgress | undefined;
		setShown({title, progress});
		const onBytes = (doneBytes: number, totalBytes: number) => {
			const at = Date.now();
			if (own.signal.aborted || (progress !== undefined && at - progress.at < drawMs)) return;
			progress = addProgress(progress, {step: '', at, doneBytes, totalBytes});
			setShown({title, progress});
		};
		transfer({signal: own.signal, onBytes})
			.then(
				said => said !== undefined && notify(said),
				(thrown: unknown) => notify(own.signal.aborted ? 'Cancelled.' : failureText(thrown)),
			)
			.finally(() => setShown(undefined));
	};
	return {
		run,
		question:
			shown && (size => <TransferDialog {...shown} size={size} onCancel={() => stop.current?.abort()} />),
	};
};
