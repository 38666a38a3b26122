import {Text} from 'ink';
import {useContext} from 'react';
import type {WorkerView} from '../../model/fleet.ts';
import {isFull} from '../../model/worker.ts';
import {Spinner} from '../../parts/spinner.tsx';
import {colours, MarksContext} from '../../theme.ts';

/** Columns that ReachMark takes. */
export const markWidth = 2;

export const ReachMark = ({view}: {view: WorkerView}) => {
	const marks = useContext(MarksContext);
	const {reach} = view;
	if (reach.state === 'connecting') {
		return (
			<Text>
				<Spinner />{' '}
			</Text>
		);
	}
	if (reach.state === 'ready') {
		return <Text color={isFull(reach) ? colours.warning : colours.success}>{`${marks.up} `}</Text>;
	}
	return <Text {...(reach.state === 'down' && {color: colours.danger})}>{`${marks.down} `}</Text>;
};
