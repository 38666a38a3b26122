import {useApp as useInk} from 'ink';
import {useEffect, useMemo, useRef, useState} from 'react';
import {KeyLayerContext} from './keys.ts';
import {CreateScreen} from './screens/create-screen.tsx';
import {DevboxesScreen} from './screens/devboxes-screen.tsx';
import {HostKeyDialog} from './screens/host-key-dialog.tsx';
import {ImagesScreen} from './screens/images-screen.tsx';
import {JobScreen} from './screens/job-screen.tsx';
import {JobsScreen} from './screens/jobs-screen.tsx';
import type {Navigation, Screen} from './screens/screen.ts';
import {NoticeContext} from './screens/screen-frame.tsx';
import {AppContext} from './screens/use-app.ts';
import {WorkersScreen} from './screens/workers-screen.tsx';
import type {Actions} from './state/actions.ts';
import type {AppStore} from './state/app-state.ts';
import {useStore} from './state/store.ts';
import {type Marks, MarksContext} from './theme.ts';

const noticeMs = 6000;

const useNavigation = (): {screens: readonly Screen[]; navigation: Navigation} => {
	const {exit} = useInk();
	const [screens, setScreens] = useState<readonly Screen[]>([{name: 'workers'}]);
	const navigation = useMemo<Navigation>(
		() => ({
			open: screen => setScreens(stack => [...stack, screen]),
			back: () => setScreens(stack => (stack.length > 1 ? stack.slice(0, -1) : [{name: 'workers'}])),
			go: screen => setScreens([screen]),
			replace: screen => setScreens(stack => [...stack.slice(0, -1), screen]),
			quit: () => exit(),
		}),
		[exit],
	);
	return {screens, navigation};
};

const useNotice = () => {
	const [notice, setNotice] = useState<string | undefined>(undefined);
	const timer = useRef<NodeJS.Timeout | undefined>(undefined);
	const layer = useMemo(
		() => ({
			isActive: true,
			tell(text: string) {
				clearTimeout(timer.current);
				timer.current = setTimeout(() => setNotice(undefined), noticeMs);
				setNotice(text);
			},
		}),
		[],
	);
	useEffect(() => () => clearTimeout(timer.current), []);
	return {notice, layer};
};

/** The whole screen: a stack of screens, of which the last is shown, and above it a question that cannot wait. */
export const App = ({store, actions, marks}: {store: AppStore; actions: Actions; marks: Marks}) => {
	const {screens, navigation} = useNavigation();
	const {notice, layer} = useNotice();
	const world = useMemo(() => ({store, actions, navigation}), [store, actions, navigation]);
	const question = useStore(store, state => state.questions[0]);
	const screen = screens.at(-1) ?? {name: 'workers'};
	return (
		<MarksContext value={marks}>
			<AppContext value={world}>
				<KeyLayerContext value={layer}>
					<NoticeContext value={notice}>
						{question === undefined ? (
							<Current key={`${screens.length} ${screen.name}`} screen={screen} />
						) : (
							<HostKeyDialog
								key={question.host}
								question={question}
								onAnswer={isTrusted => actions.answerHostKey(question, isTrusted)}
							/>
						)}
					</NoticeContext>
				</KeyLayerContext>
			</AppContext>
		</MarksContext>
	);
};

const Current = ({screen}: {screen: Screen}) => {
	switch (screen.name) {
		case 'workers':
			return <WorkersScreen />;
		case 'devboxes':
			return <DevboxesScreen worker={screen.worker} />;
		case 'images':
			return <ImagesScreen worker={screen.worker} />;
		case 'jobs':
			return <JobsScreen />;
		case 'create':
			return <CreateScreen worker={screen.worker} devbox={screen.devbox} />;
		case 'job':
			return <JobScreen request={screen.request} />;
	}
};
