import {Box} from 'ink';
import {type ReactNode, useEffect, useMemo, useRef, useState} from 'react';
import {type KeyLayer, KeyLayerContext} from './keys.ts';
import {CreateScreen} from './screens/create/create-screen.tsx';
import {DevboxFactsScreen} from './screens/devboxes/devbox-facts-screen.tsx';
import {DevboxesScreen} from './screens/devboxes/devboxes-screen.tsx';
import {OutputScreen} from './screens/devboxes/output-screen.tsx';
import {FirstRun} from './screens/first-run/first-run.tsx';
import {ImageDiffScreen} from './screens/images/image-diff-screen.tsx';
import {ImageScreen} from './screens/images/image-screen.tsx';
import {ImagesScreen} from './screens/images/images-screen.tsx';
import {JobScreen} from './screens/jobs/job-screen.tsx';
import {JobsScreen} from './screens/jobs/jobs-screen.tsx';
import {LaunchScreen} from './screens/launch/launch-screen.tsx';
import {QuickLaunch} from './screens/launch/quick-launch.tsx';
import {PruneScheduleScreen} from './screens/schedules/prune-schedule-screen.tsx';
import {ScheduleFactsScreen} from './screens/schedules/schedule-facts-screen.tsx';
import {ScheduleScreen} from './screens/schedules/schedule-screen.tsx';
import {SchedulesScreen} from './screens/schedules/schedules-screen.tsx';
import {SnapshotScheduleScreen} from './screens/schedules/snapshot-schedule-screen.tsx';
import type {Screen} from './screens/shared/screen.ts';
import {NoticeContext} from './screens/shared/screen-frame.tsx';
import {AppContext} from './screens/shared/use-app.ts';
import {type OnScreens, useNavigation, useQuit} from './screens/shared/use-navigation.ts';
import {DoctorScreen} from './screens/workers/doctor-screen.tsx';
import {HostKeyDialog} from './screens/workers/host-key-dialog.tsx';
import {SecretDialog} from './screens/workers/secret-dialog.tsx';
import {WorkersScreen} from './screens/workers/workers-screen.tsx';
import type {Actions} from './state/actions.ts';
import type {AppStore} from './state/app-state.ts';
import {useStore} from './state/store.ts';
import {type Marks, MarksContext} from './theme.ts';

const noticeMs = 6000;

/** @param screen the one that is shown: why a key was refused in it ends with it */
const useNotice = (screen: unknown) => {
	const [notice, setNotice] = useState<string | undefined>(undefined);
	const isRefusal = useRef(false);
	const timer = useRef<NodeJS.Timeout | undefined>(undefined);
	const layer = useMemo<KeyLayer>(
		() => ({
			isActive: true,
			notify(text, about) {
				isRefusal.current = about === 'the screen';
				clearTimeout(timer.current);
				timer.current = setTimeout(() => setNotice(undefined), noticeMs);
				setNotice(text);
			},
		}),
		[],
	);
	const {notify} = layer;
	const notices = useMemo(
		() => ({
			notify,
			retract: (text: string) => setNotice(now => (now === text ? undefined : now)),
		}),
		[notify],
	);
	useEffect(() => () => clearTimeout(timer.current), []);
	const shown = useRef(screen);
	useEffect(() => {
		if (shown.current === screen) return;
		shown.current = screen;
		if (isRefusal.current) setNotice(undefined);
	}, [screen]);
	return {notice, layer, notices};
};

/**
 * The whole screen: a stack of screens, of which the last is shown, and above it Quick Launch or a question that cannot
 * wait. What is covered stays as it is: a half-filled form, a filter, the place in a list.
 */
export const App = ({
	store,
	actions,
	marks,
	onScreens,
}: {
	store: AppStore;
	actions: Actions;
	marks: Marks;
	onScreens?: OnScreens;
}) => {
	const {screens, isQuick, navigation, closeQuick} = useNavigation(
		store.get().config.exists ? 'workers' : 'first-run',
		onScreens,
	);
	const {notice, layer, notices} = useNotice(isQuick ? 'quick' : screens.at(-1));
	const guarded = useQuit(navigation, actions, notices);
	const deps = useMemo(() => ({store, actions, navigation: guarded}), [store, actions, guarded]);
	const question = useStore(store, state => state.questions[0]);
	const secret = useStore(store, state => state.secrets[0]);
	const lasting = useStore(store, state => state.config.notice);
	const isAsking = question !== undefined || secret !== undefined;
	return (
		<MarksContext value={marks}>
			<AppContext value={deps}>
				<NoticeContext value={notice ?? lasting}>
					{screens.map((screen, index) => {
						const isShown = index === screens.length - 1 && !isQuick && !isAsking;
						return (
							// biome-ignore lint/suspicious/noArrayIndexKey: a screen is its place in the stack
							<Layer key={`${index} ${screen.name}`} layer={layer} isShown={isShown}>
								<Current screen={screen} />
							</Layer>
						);
					})}
					{isQuick ? (
						<Layer layer={layer} isShown={!isAsking}>
							<QuickLaunch onClose={closeQuick} />
						</Layer>
					) : null}
					{secret === undefined ? null : (
						<Layer layer={layer} isShown={question === undefined}>
							<SecretDialog
								key={`${secret.worker} ${secret.of} ${secret.prompt} ${secret.attempt}`}
								question={secret}
								onAnswer={text => actions.answerSecret(secret, text)}
							/>
						</Layer>
					)}
					{question === undefined ? null : (
						<Layer layer={layer} isShown>
							<HostKeyDialog
								key={question.host}
								question={question}
								onAnswer={answer => actions.answerHostKey(question, answer)}
							/>
						</Layer>
					)}
				</NoticeContext>
			</AppContext>
		</MarksContext>
	);
};

/** One screen over another: only the visible one is drawn and receives keys. */
const Layer = ({layer, isShown, children}: {layer: KeyLayer; isShown: boolean; children: ReactNode}) => {
	const own = useMemo(() => ({...layer, isActive: isShown}), [layer, isShown]);
	return (
		<Box display={isShown ? 'flex' : 'none'} flexDirection="column">
			<KeyLayerContext value={own}>{children}</KeyLayerContext>
		</Box>
	);
};

const Current = ({screen}: {screen: Screen}) => {
	switch (screen.name) {
		case 'first-run':
			return <FirstRun />;
		case 'workers':
			return <WorkersScreen at={screen.at} />;
		case 'devboxes':
			return <DevboxesScreen worker={screen.worker} at={screen.at} />;
		case 'images':
			return <ImagesScreen worker={screen.worker} at={screen.at} />;
		case 'image':
			return <ImageScreen image={screen.image} />;
		case 'image-diff':
			return <ImageDiffScreen images={screen.images} />;
		case 'jobs':
			return <JobsScreen />;
		case 'doctor':
			return <DoctorScreen worker={screen.worker} />;
		case 'create':
			return <CreateScreen worker={screen.worker} devbox={screen.devbox} />;
		case 'launch':
			return <LaunchScreen {...screen} />;
		case 'schedules':
			return <SchedulesScreen at={screen.at} />;
		case 'schedule-facts':
			return <ScheduleFactsScreen worker={screen.worker} id={screen.id} />;
		case 'schedule':
			return <ScheduleScreen edited={screen.edited} image={screen.image} />;
		case 'snapshot-schedule':
			return <SnapshotScheduleScreen {...screen} />;
		case 'prune-schedule':
			return <PruneScheduleScreen {...screen} />;
		case 'devbox':
			return <DevboxFactsScreen worker={screen.worker} id={screen.id} />;
		case 'output':
			return <OutputScreen worker={screen.worker} devbox={screen.devbox} />;
		case 'job':
			return <JobScreen request={screen.request} />;
	}
};
