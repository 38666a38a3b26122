import {Busy} from '../../parts/busy.tsx';
import {FailureView} from '../../parts/failure-view.tsx';
import type {Stage} from '../../parts/stages.ts';
import {ScreenFrame} from './screen-frame.tsx';
import {useAsking} from './use-answer.ts';
import {useApp} from './use-app.ts';

/** Waits for the worker between a choice and its form. What failed is asked again by a key, and when a worker has connected. */
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
	/** Called once for each attempt. */
	ask: (signal: AbortSignal) => Promise<Found>;
	onNext: (found: Found) => void;
	onBack: () => void;
}) => {
	const {actions} = useApp();
	const failed = useAsking(ask, onNext);
	const retry = () => {
		actions.refresh();
		failed?.again();
	};
	return (
		<ScreenFrame
			crumbs={crumbs}
			stages={stages}
			hasTabs={false}
			bindings={[
				...(failed === undefined ? [] : [{key: 'r', title: 'Try again', run: retry}]),
				{key: 'esc', title: 'Back', run: onBack},
			]}
		>
			{size =>
				failed === undefined ? (
					<Busy words={words} />
				) : (
					<FailureView thrown={failed.thrown} width={size.width} />
				)
			}
		</ScreenFrame>
	);
};
