import {Box, Text, useIsScreenReaderEnabled} from 'ink';
import {useContext, useEffect, useState} from 'react';
import type {Check, CheckState} from '../../model/doctor.ts';
import {neutralise} from '../../model/text.ts';
import {Busy} from '../../parts/busy.tsx';
import {Columns} from '../../parts/columns.tsx';
import {FailureView} from '../../parts/failure-view.tsx';
import {List} from '../../parts/list.tsx';
import {Prose} from '../../parts/prose.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {useList} from '../../parts/use-list.ts';
import {type Marks, MarksContext} from '../../theme.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp} from '../shared/use-app.ts';
import {useBodyHeight} from '../shared/use-body-height.ts';

const columns = [{width: 9}, {grow: 1, width: 20}] as const;
const detailHeight = 6;
const markOf: Readonly<
	Record<CheckState, {readonly mark: keyof Marks; readonly tone: 'success' | 'warning' | 'danger' | 'muted'}>
> = {
	ok: {mark: 'done', tone: 'success'},
	note: {mark: 'waiting', tone: 'muted'},
	warning: {mark: 'more', tone: 'warning'},
	failed: {mark: 'failed', tone: 'danger'},
};
/** Two rows can have the same subject, such as two file systems. */
const idOf = (check: Check) => `${check.id} ${check.said}`;

type Answer = {readonly checks?: readonly Check[]; readonly thrown?: unknown};

/** Runs the checks again for each `round`; the last results stay until then. */
const useChecks = (worker: string, round: number): Answer & {readonly isAsking: boolean} => {
	const {actions} = useApp();
	const [answered, setAnswered] = useState<Answer & {readonly round: number}>({round: -1});
	useEffect(() => {
		const stop = new AbortController();
		actions.runDoctor(worker, stop.signal).then(
			checks => stop.signal.aborted || setAnswered({checks, round}),
			(thrown: unknown) => stop.signal.aborted || setAnswered({thrown, round}),
		);
		return () => stop.abort();
	}, [actions, worker, round]);
	return {...answered, isAsking: answered.round !== round};
};

/**
 * The checks of a worker; the fix for the row under the cursor appears below.
 *
 *     ❯ ✓ podman   podman version 4.3.1, as root
 *       ✗ state    /root/.local/state/ingot cannot be written, so no job can run
 */
export const DoctorScreen = ({worker}: {worker: string}) => {
	const {navigation} = useApp();
	const [round, setRound] = useState(0);
	const {checks = [], thrown, isAsking} = useChecks(worker, round);
	const list = useList(checks, idOf, {height: useBodyHeight() - detailHeight});
	return (
		<ScreenFrame
			crumbs={['Workers', worker, 'Doctor'].map(neutralise)}
			bindings={[
				{key: 'r', title: 'Re-run checks', run: () => setRound(round + 1)},
				...list.bindings,
				{key: 'esc', title: 'Back', run: () => navigation.back()},
			]}
		>
			{size => (
				<>
					{thrown === undefined ? (
						<List
							list={list}
							idOf={idOf}
							width={size.width}
							render={(check, at) => <CheckLine check={check} width={at.width} isCursor={at.isCursor} />}
							empty={<Text> </Text>}
						/>
					) : (
						<FailureView thrown={thrown} width={size.width} />
					)}
					{isAsking ? (
						<Busy words={`Checking ${neutralise(worker)} …`} />
					) : (
						<Fix check={list.current} width={size.width} />
					)}
				</>
			)}
		</ScreenFrame>
	);
};

const CheckLine = ({check, width, isCursor}: {check: Check; width: number; isCursor: boolean}) => {
	const marks = useContext(MarksContext);
	const {mark, tone} = markOf[check.state];
	const isSpoken = useIsScreenReaderEnabled();
	const warning = check.state === 'warning' ? '!' : marks[mark];
	return (
		<Text>
			<Text {...toneOf(tone)}>{`${isSpoken ? check.state : String(warning)} `}</Text>
			<Columns
				columns={columns}
				cells={[
					{text: check.id},
					{text: check.said, meaning: check.state === 'ok' || check.state === 'note' ? 'muted' : 'plain'},
				]}
				width={width - 2}
				isSelected={isCursor}
			/>
		</Text>
	);
};

const Fix = ({check, width}: {check: Check | undefined; width: number}) =>
	check === undefined ? null : (
		<Box flexDirection="column" width={width} height={detailHeight - 1} paddingLeft={2} overflow="hidden">
			<Prose>{neutralise(check.said)}</Prose>
			{check.mend === undefined ? null : <Text bold>{`→ ${neutralise(check.mend)}`}</Text>}
		</Box>
	);
