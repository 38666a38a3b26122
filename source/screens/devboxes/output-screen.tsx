import {Text} from 'ink';
import {useEffect, useState} from 'react';
import {failureText} from '../../model/failure.ts';
import {LogRing} from '../../model/log-ring.ts';
import {neutralise} from '../../model/text.ts';
import {LogView, useLogPosition} from '../../parts/log-view.tsx';
import {colours} from '../../theme.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp} from '../shared/use-app.ts';
import {useBodyHeight, useBodyWidth} from '../shared/use-body-height.ts';

/** The output of a DevBox, live. */
export const OutputScreen = ({worker, devbox}: {worker: string; devbox: {id: string; name: string}}) => {
	const {actions, navigation} = useApp();
	const [ring] = useState(() => new LogRing());
	const [ended, setEnded] = useState<string | undefined>(undefined);
	const height = useBodyHeight() - 1;
	const position = useLogPosition(ring, height, {width: useBodyWidth()});
	useEffect(() => {
		const stop = new AbortController();
		actions.output({worker, id: devbox.id}, ring, stop.signal).then(
			() => !stop.signal.aborted && setEnded('End of output'),
			(thrown: unknown) => !stop.signal.aborted && setEnded(failureText(thrown)),
		);
		return () => stop.abort();
	}, [actions, worker, devbox.id, ring]);
	return (
		<ScreenFrame
			crumbs={['DevBoxes', worker, devbox.name, 'Output'].map(neutralise)}
			bindings={[...position.bindings, {key: 'esc', title: 'Back', run: () => navigation.back()}]}
		>
			{size => (
				<>
					<LogView ring={ring} position={position} width={size.width} height={height} />
					<Text color={colours.warning} wrap="truncate-end">
						{neutralise(ended ?? (position.to === 0 ? 'No output yet.' : ' '))}
					</Text>
				</>
			)}
		</ScreenFrame>
	);
};
