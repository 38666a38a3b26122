import {Text, useIsScreenReaderEnabled} from 'ink';
import {useContext} from 'react';
import type {WorkerView} from '../../model/fleet.ts';
import {isFull} from '../../model/worker.ts';
import {cursorTone} from '../../parts/list.tsx';
import {Spinner} from '../../parts/spinner.tsx';
import {colours, MarksContext} from '../../theme.ts';

/** Columns that ReachMark takes. */
export const markWidth = 2;

/** `isSelected`: as a part of the bar under the cursor, so without a colour of its own. */
export const ReachMark = ({view, isSelected = false}: {view: WorkerView; isSelected?: boolean}) => {
	const marks = useContext(MarksContext);
	const {reach} = view;
	// A word of the row says it.
	if (useIsScreenReaderEnabled()) return null;
	if (reach.state === 'connecting') {
		return (
			<Text {...(isSelected && cursorTone)}>
				<Spinner {...(isSelected && {tone: cursorTone})} />{' '}
			</Text>
		);
	}
	const mark = `${reach.state === 'ready' ? marks.up : marks.down} `;
	if (isSelected) return <Text {...cursorTone}>{mark}</Text>;
	if (reach.state === 'ready')
		return <Text color={isFull(reach) ? colours.warning : colours.success}>{mark}</Text>;
	return <Text {...(reach.state === 'down' && {color: colours.danger})}>{mark}</Text>;
};
