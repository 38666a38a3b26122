import {useApp as useInk} from 'ink';
import {type ReactNode, useContext, useState} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {type Devbox, ownerOf, stopRefusal} from '../../model/devbox.ts';
import {failureText} from '../../model/failure.ts';
import type {JobRequest} from '../../model/job.ts';
import {neutralise} from '../../model/text.ts';
import type {Size} from '../../parts/use-window-size.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {type Asked, DevboxQuestion} from './devbox-question.tsx';
import {useAddressKey} from './use-address-key.ts';

export type DevboxKeys = {
	readonly bindings: readonly Binding[];
	/** A question over the screen. */
	readonly question: ((size: Size) => ReactNode) | undefined;
};

/** Keys for the DevBox under the cursor: shell, output, address, start or stop, pause, rename, remove, adopt; losses are confirmed. */
export const useDevboxKeys = (devbox: Devbox | undefined): DevboxKeys => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const {user} = useAppState(state => state.account);
	const [asked, setAsked] = useState<Asked | undefined>(undefined);
	const shell = useShell();
	const address = useAddressKey(devbox);
	const follow = (job: Promise<JobRequest>) =>
		void job.then(
			request => navigation.open({name: 'job', request}),
			(thrown: unknown) => notify(failureText(thrown)),
		);
	const adopt = (which: Devbox, os?: Devbox['os']) =>
		void actions.adopt(which, os).then(
			() => notify(`${neutralise(which.name)} is now yours.`),
			(thrown: unknown) => notify(failureText(thrown)),
		);
	if (asked !== undefined) {
		const close = () => setAsked(undefined);
		const answers = {
			change: (how: 'stop' | 'remove') => follow(actions.change(asked.devbox, how)),
			rename: (name: string) => follow(actions.rename(asked.devbox, name)),
			adopt: (os: Devbox['os']) => adopt(asked.devbox, os),
		};
		return {
			bindings: [],
			question: size => <DevboxQuestion asked={asked} answers={answers} onClose={close} size={size} />,
		};
	}
	if (devbox === undefined) return {bindings: [], question: undefined};
	const {state} = devbox;
	const isMine = ownerOf(devbox) === user;
	const notMine = isMine ? undefined : 'Only its owner can change it.';
	const notRunning = state === 'running' ? undefined : `It is ${state}, not running.`;
	const ask = (about: Asked['about']) => setAsked({devbox, about});
	const change = (how: 'start' | 'pause') => follow(actions.change(devbox, how));
	const canAdopt = ownerOf(devbox) === undefined || (isMine && devbox.osInDoubt);
	return {
		question: undefined,
		bindings: [
			{key: 's', title: 'Shell', run: () => shell(devbox), refusal: notRunning},
			{
				key: 'o',
				title: 'Output',
				run: () => navigation.open({name: 'output', worker: devbox.worker, devbox}),
			},
			state === 'running'
				? {key: 't', title: 'Stop', run: () => ask('stop'), refusal: notMine ?? stopRefusal(devbox)}
				: {key: 't', title: 'Start', run: () => change('start'), refusal: notMine},
			{key: 'd', title: 'Remove', run: () => ask('remove'), refusal: notMine},
			{
				key: 'enter',
				title: 'Details',
				run: () => navigation.open({name: 'devbox', worker: devbox.worker, id: devbox.id}),
			},
			state === 'paused'
				? {key: 'p', title: 'Resume', run: () => change('start'), refusal: notMine}
				: {key: 'p', title: 'Pause', run: () => change('pause'), refusal: notMine ?? notRunning},
			{key: 'e', title: 'Rename', run: () => ask('rename'), refusal: notMine},
			address,
			...(canAdopt
				? [
						{
							key: 'a',
							title: isMine ? 'Set system' : 'Adopt',
							run: () => (devbox.osInDoubt ? ask('system') : adopt(devbox)),
						},
					]
				: []),
		],
	};
};

/** A shell in a DevBox, on this terminal. */
const useShell = (): ((devbox: Devbox) => void) => {
	const {actions} = useApp();
	const {suspendTerminal} = useInk();
	const {notify} = useContext(KeyLayerContext);
	return devbox => {
		let code = 0;
		const open = suspendTerminal(async () => {
			code = await actions.shell(devbox.worker, devbox.id);
		});
		open
			.then(async () => {
				const problem = await actions.shellProblem(devbox, code);
				if (problem !== undefined) notify(failureText(problem));
			})
			.catch((thrown: unknown) => notify(failureText(thrown)));
	};
};
