import {Box, Text} from 'ink';
import {useKeys} from '../../keys.ts';
import {type Progress, progressOf, type StepProgress} from '../../model/progress.ts';
import {progressText} from '../../model/progress-text.ts';
import {Dialog, dialogWidth} from '../../parts/dialog.tsx';
import {meter} from '../../parts/meter.ts';
import {toneOf} from '../../parts/tone-of.ts';
import type {Size} from '../../parts/use-window-size.ts';

type Props = {
	readonly title: string;
	/** Undefined before the first byte. */
	readonly progress: StepProgress | undefined;
	readonly onCancel: () => void;
	readonly size: Size;
};

/** How far it is with a file of this computer. */
export const TransferDialog = ({title, progress, onCancel, size}: Props) => {
	useKeys([{key: 'esc', title: 'Cancel', run: onCancel}]);
	const now: Progress | undefined = progress && progressOf(progress);
	return (
		<Dialog title={title} size={size}>
			<Text {...toneOf('running')}>
				{now?.percent === undefined ? ' ' : meter(now.percent / 100, dialogWidth(size.width))}
			</Text>
			<Text wrap="truncate-end">
				{now === undefined ? 'Waiting for the first byte …' : progressText(now)}
			</Text>
			<Box paddingTop={1} flexShrink={0}>
				<Text {...toneOf('muted')}>esc Cancel</Text>
			</Box>
		</Dialog>
	);
};
