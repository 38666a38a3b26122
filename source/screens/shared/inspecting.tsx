import {Box, Text} from 'ink';
import {useEffect, useEffectEvent, useState} from 'react';
import {FailureView} from '../../parts/failure-view.tsx';
import {Spinner} from '../../parts/spinner.tsx';
import type {Stage} from '../../parts/stages.ts';
import {ScreenFrame} from './screen-frame.tsx';

/** Waits for the worker between a choice and its form. */
export const Inspecting = <Found,>({
	crumbs,
	stages,
	words,
	ask,
	onNext,
	onBack,
}: {
	crumbs: readonly string[];
	stages?: readonly Stage[] | undefined;
	/** Shown while waiting. */
	words: string;
	/** Called once. */
	ask: (signal: AbortSignal) => Promise<Found>;
	onNext: (found: Found) => void;
	onBack: () => void;
}) => {
	const [thrown, setThrown] = useState<unknown>(undefined);
	const first = useEffectEvent(ask);
	const next = useEffectEvent(onNext);
	useEffect(() => {
		const stop = new AbortController();
		first(stop.signal).then(
			found => {
				if (!stop.signal.aborted) next(found);
			},
			problem => {
				if (!stop.signal.aborted) setThrown(problem);
			},
		);
		return () => stop.abort();
	}, []);
	return (
		<ScreenFrame
			crumbs={crumbs}
			stages={stages}
			hasTabs={false}
			bindings={[{key: 'esc', title: 'Back', run: onBack}]}
		>
			{size =>
				thrown === undefined ? (
					<Box gap={1}>
						<Spinner />
						<Text>{words}</Text>
					</Box>
				) : (
					<FailureView thrown={thrown} width={size.width} />
				)
			}
		</ScreenFrame>
	);
};
