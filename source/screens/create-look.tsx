import {Box, Text} from 'ink';
import {useEffect, useEffectEvent, useState} from 'react';
import type {SnapshotSource} from '../model/snapshot.ts';
import {FailureView} from '../parts/failure-view.tsx';
import {Spinner} from '../parts/spinner.tsx';
import {ScreenFrame} from './screen-frame.tsx';
import {useApp} from './use-app.ts';

/** Between choosing and the form: the worker is asked about this DevBox, its layer and the room. */
export const CreateLook = ({
	worker,
	devbox,
	onNext,
	onBack,
}: {
	worker: string;
	devbox: string;
	onNext: (source: SnapshotSource) => void;
	onBack: () => void;
}) => {
	const {actions} = useApp();
	const [thrown, setThrown] = useState<unknown>(undefined);
	const next = useEffectEvent(onNext);
	useEffect(() => {
		const stop = new AbortController();
		actions.look(worker, devbox, stop.signal).then(
			source => {
				if (!stop.signal.aborted) next(source);
			},
			problem => {
				if (!stop.signal.aborted) setThrown(problem);
			},
		);
		return () => stop.abort();
	}, [actions, worker, devbox]);
	return (
		<ScreenFrame
			crumbs={['Create image', worker, 'DevBox']}
			hasTabs={false}
			bindings={[{key: 'esc', title: 'Back', run: onBack}]}
		>
			{size =>
				thrown === undefined ? (
					<Box gap={1}>
						<Spinner />
						<Text>Looking at the DevBox, its layer and the room on the worker …</Text>
					</Box>
				) : (
					<FailureView thrown={thrown} width={size.width} />
				)
			}
		</ScreenFrame>
	);
};
