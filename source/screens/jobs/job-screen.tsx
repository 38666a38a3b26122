import {Box, Text} from 'ink';
import {useContext, useState} from 'react';
import {keyName} from '../../key-names.ts';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import type {Devbox} from '../../model/devbox.ts';
import {durationText} from '../../model/duration.ts';
import {failureText} from '../../model/failure.ts';
import {type Job, type JobRequest, type JobSummary, tookMs} from '../../model/job.ts';
import {subjectOf} from '../../model/job-state.ts';
import {outcomeWords} from '../../model/outcome-words.ts';
import {neutralise} from '../../model/text.ts';
import {Dialog} from '../../parts/dialog.tsx';
import {fitText} from '../../parts/fit.ts';
import {LogView, useLogPosition} from '../../parts/log-view.tsx';
import {Menu} from '../../parts/menu.tsx';
import {StepList} from '../../parts/step-list.tsx';
import {toneOf} from '../../parts/tone-of.ts';
import {colours} from '../../theme.ts';
import {useDevboxKeys} from '../devboxes/use-devbox-keys.tsx';
import {copyables} from '../shared/copyables.ts';
import {ScreenFrame} from '../shared/screen-frame.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useBodyHeight, useBodyWidth} from '../shared/use-body-height.ts';
import {useJobLog, useRecoverKey} from './job-keys.ts';

/**
 * A job as it happens: steps with times, log, outcome.
 *
 *     Snapshot api into localhost/golden:v1
 *     ✓ Check the DevBox and the room   0.4 s
 *     ⠙ Commit the image               12 s    running
 */
export const JobScreen = ({request}: {request: JobRequest}) => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const followed = useAppState(state => state.jobs[request.id]);
	const [isAsking, setAsking] = useState(false);
	const job = followed?.job;
	const problem = useUnreachable(request) ?? followed?.problem;
	const hasEnded = job?.outcome !== undefined;
	const devbox = useRelatedDevbox(request, job);
	const offLine = devbox && offNotice(devbox, isLaunched(request, job));
	const logHeight = Math.max(3, useBodyHeight() - request.steps.length - (offLine === undefined ? 4 : 5));
	const keys = useDevboxKeys(devbox);
	const recoverKey = useRecoverKey(useListed(request));
	const devboxKeys =
		devbox === undefined && isLaunched(request, job)
			? absentKeys(request.devbox.name)
			: keys.bindings.filter(each => each.key === 't' || isLaunched(request, job));
	const {log, wholeKey} = useJobLog(request.id);
	const position = useLogPosition(log, logHeight, useBodyWidth());
	const cancel = () => {
		setAsking(false);
		actions.cancel(request).catch((thrown: unknown) => notify(failureText(thrown)));
	};
	return (
		<ScreenFrame
			crumbs={['Jobs', request.worker, subjectOf(request)].filter(Boolean).map(neutralise)}
			copyable={isAsking ? [] : copyables.job({request})}
			menu={keys.question}
			bindings={
				isAsking
					? [{key: 'esc', title: 'Keep running', run: () => setAsking(false)}]
					: [
							...devboxKeys.filter(each => !['a', 'enter'].includes(each.key)),
							...position.bindings.filter(each => each.key === 'f'),
							{
								key: 'r',
								title: problem === undefined ? 'Refresh' : 'Connect now',
								run: () => actions.refresh(request.worker),
								isHidden: problem === undefined,
							},
							{
								key: 'x',
								title: 'Cancel',
								run: () => setAsking(true),
								refusal: cancelRefusal(job),
								isHidden: hasEnded,
							},
							wholeKey,
							recoverKey,
							{key: 'i', title: 'Images', run: () => navigation.go({name: 'images'})},
							{key: 'esc', title: hasEnded ? 'Back' : 'Back (keeps running)', run: () => navigation.back()},
							...position.bindings.filter(each => each.key !== 'f'),
						]
			}
		>
			{size =>
				isAsking ? (
					<Dialog title="Cancel this job?" size={size} color={colours.danger}>
						<Text>What it did so far is rolled back.</Text>
						<Menu
							choices={[
								{label: 'Keep running', value: 'no'},
								{label: 'Cancel job', value: 'yes'},
							]}
							onChoose={value => (value === 'yes' ? cancel() : setAsking(false))}
						/>
					</Dialog>
				) : (
					<>
						<Text bold wrap="truncate-end">
							{neutralise(request.title)}
						</Text>
						<StepList steps={job?.steps ?? []} width={size.width} />
						<Outcome job={job} problem={problem} width={size.width} />
						{offLine !== undefined && (
							<Text bold color={colours.danger}>
								{fitText(neutralise(offLine), size.width)}
							</Text>
						)}
						<LogView ring={log} position={position} width={size.width} height={logHeight} />
					</>
				)
			}
		</ScreenFrame>
	);
};

/** Why there is no news of a job while its worker cannot be reached. */
const useUnreachable = ({worker}: JobRequest): string | undefined => {
	const reach = useAppState(state => state.fleet[worker]?.reach);
	if (reach?.state === 'down') return `${reach.reason} The job keeps running; Ingot reconnects.`;
	return reach?.state === 'connecting' ? `Connecting to ${worker}; the job keeps running.` : undefined;
};

const useListed = ({worker, id}: JobRequest): JobSummary | undefined =>
	useAppState(state => state.fleet[worker]?.jobs?.content.find(each => each.request.id === id));

/** The DevBox that a launch created, or one that a snapshot left stopped; undefined when it is gone. */
const useRelatedDevbox = (request: JobRequest, job: Job | undefined): Devbox | undefined => {
	const devboxes = useAppState(state => state.fleet[request.worker]?.devboxes?.content);
	if (isLaunched(request, job)) return devboxes?.find(each => each.name === request.devbox.name);
	if (request.kind !== 'snapshot' || job?.outcome === undefined || job.outcome === 'done') return undefined;
	return devboxes?.find(each => each.id === request.devbox.id && each.state !== 'running');
};

/** For a DevBox that a snapshot left stopped, or that has exited since its launch. */
const offNotice = ({name, state}: Devbox, hasLaunched: boolean): string | undefined => {
	if (!hasLaunched) return `${name} is ${state}. Press ${keyName('t')} to start it.`;
	return state === 'stopped' ? `${name} has exited. Press ${keyName('o')} for its output.` : undefined;
};

const isLaunched = (request: JobRequest, job: Job | undefined): boolean =>
	request.kind === 'launch' && job?.outcome === 'done';

/** While the list does not have the DevBox, its keys say why they do nothing. */
const absentKeys = (name: string): readonly Binding[] =>
	(
		[
			['s', 'Shell'],
			['o', 'Output'],
			['t', 'Stop'],
			['d', 'Remove'],
		] as const
	).map(([key, title]) => ({
		key,
		title,
		run: () => {},
		refusal: `${neutralise(name)} is not in the list (yet, or any more).`,
	}));

const cancelRefusal = (job: Job | undefined): string | undefined => {
	if (job?.outcome !== undefined) return 'The job has ended.';
	return job?.isCancelling ? 'It is being cancelled and rolled back.' : undefined;
};

const Outcome = ({
	job,
	problem,
	width,
}: {
	job: Job | undefined;
	problem: string | undefined;
	width: number;
}) => {
	if (problem !== undefined && job?.outcome === undefined) {
		return <Text color={colours.warning}>{fitText(`${neutralise(problem)}`, width)}</Text>;
	}
	if (job?.outcome === undefined) {
		return (
			<Text {...toneOf('muted')}>
				{job?.isCancelling
					? 'Cancelling and rolling back …'
					: fitText(neutralise(job?.waitsFor ?? 'You can leave or quit; the job keeps running.'), width)}
			</Text>
		);
	}
	const took = tookMs(job);
	const time = took === undefined ? '' : ` in ${durationText(took)}`;
	const text = `${outcomeWords[job.outcome]}${time}: ${neutralise(job.reason ?? '')}`;
	return (
		<Box>
			<Text bold color={job.outcome === 'done' ? colours.success : colours.danger}>
				{fitText(text, width)}
			</Text>
		</Box>
	);
};
