import {Text} from 'ink';
import {useContext} from 'react';
import type {Candidate} from '../../model/candidate.ts';
import {factsWords, type Trial} from '../../model/setup.ts';
import {type Cell, Columns} from '../../parts/columns.tsx';
import {Spinner} from '../../parts/spinner.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {MarksContext} from '../../theme.ts';

export const candidateColumns = [
	{width: 14, grow: 1},
	{width: 34, grow: 2},
	{width: 16, grow: 2},
] as const;
/** The columns of `[x] ✓ `. */
export const tickWidth = 6;

/**
 * One machine that may become a worker.
 *
 *     [x] ✓ forge-1   Podman 4.3.1, root, 85 GB free   ~/.ssh/config:3
 */
export const CandidateLine = ({
	candidate,
	trial,
	isCursor,
	width,
}: {
	candidate: Candidate;
	trial: Trial | undefined;
	isCursor: boolean;
	width: number;
}) => {
	const {worker, from, refusal} = candidate;
	const cells: readonly Cell[] = [
		{text: worker.name, meaning: refusal === undefined ? 'plain' : 'muted'},
		{text: refusal ?? answerOf(trial), meaning: trial?.state === 'failed' ? 'danger' : 'muted'},
		{text: from.join(', '), meaning: 'muted'},
	];
	return (
		<Text>
			<Text bold={isCursor}>{boxOf(trial, refusal)}</Text>
			<TrialMark trial={trial} />
			<Columns columns={candidateColumns} cells={cells} width={width - tickWidth} isSelected={isCursor} />
		</Text>
	);
};

const boxOf = (trial: Trial | undefined, refusal: string | undefined): string => {
	if (refusal !== undefined) return '    ';
	return trial === undefined ? '[ ] ' : '[x] ';
};

const TrialMark = ({trial}: {trial: Trial | undefined}) => {
	const marks = useContext(MarksContext);
	switch (trial?.state) {
		case undefined:
			return <Text>{'  '}</Text>;
		case 'testing':
			return (
				<Text>
					<Spinner />{' '}
				</Text>
			);
		case 'ok':
			return <Text {...toneOf('success')}>{`${marks.done} `}</Text>;
		case 'failed':
			return <Text {...toneOf('danger')}>{`${marks.failed} `}</Text>;
	}
};

const answerOf = (trial: Trial | undefined): string => {
	switch (trial?.state) {
		case undefined:
			return '';
		case 'testing':
			return 'connecting …';
		case 'ok':
			return factsWords(trial.facts);
		case 'failed':
			return trial.reason;
	}
};
