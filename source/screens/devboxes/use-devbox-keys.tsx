import {useApp as useInk} from 'ink';
import {type ReactNode, useContext, useState} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {type Devbox, type Os, ownerOf} from '../../model/devbox.ts';
import {failureText} from '../../model/failure.ts';
import {neutralise} from '../../model/text.ts';
import {Confirm} from '../../parts/confirm.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import type {DevboxChange} from '../../state/actions.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {AskOs} from './ask-os.tsx';

export type DevboxKeys = {
	readonly bindings: readonly Binding[];
	/** A question that replaces the screen's body. */
	readonly question: ((size: Size) => ReactNode) | undefined;
};

/** Keys for the DevBox under the cursor: shell, output, start or stop, remove, adopt; losses are confirmed. */
export const useDevboxKeys = (devbox: Devbox | undefined): DevboxKeys => {
	const {actions, navigation} = useApp();
	const {suspendTerminal} = useInk();
	const {notify} = useContext(KeyLayerContext);
	const {user} = useAppState(state => state.account);
	const [asked, setAsked] = useState<{devbox: Devbox; end: 'stop' | 'remove'} | undefined>(undefined);
	const change = (which: Devbox, to: DevboxChange) =>
		void actions.change(which, to).then(
			request => navigation.open({name: 'job', request}),
			(thrown: unknown) => notify(failureText(thrown)),
		);
	const [unsure, setUnsure] = useState<Devbox | undefined>(undefined);
	const adopt = (which: Devbox, os?: Os) =>
		void actions.adopt(which, os).then(
			() => notify(`${neutralise(which.name)} is now yours.`),
			(thrown: unknown) => notify(failureText(thrown)),
		);
	if (unsure !== undefined) {
		const say = (os: Os) => {
			setUnsure(undefined);
			adopt(unsure, os);
		};
		return {
			bindings: [],
			question: size => (
				<AskOs devbox={unsure} size={size} onAnswer={say} onBack={() => setUnsure(undefined)} />
			),
		};
	}
	if (asked !== undefined) {
		const yes = () => {
			setAsked(undefined);
			change(asked.devbox, asked.end);
		};
		return {
			bindings: [],
			question: size => (
				<Confirm {...words(asked)} size={size} onYes={yes} onNo={() => setAsked(undefined)} />
			),
		};
	}
	if (devbox === undefined) return {bindings: [], question: undefined};
	const isMine = ownerOf(devbox) === user;
	const notMine = isMine ? undefined : 'Only its owner can start, stop or remove it.';
	const notRunning = devbox.state === 'running' ? undefined : `It is ${devbox.state}, not running.`;
	const shell = () =>
		void suspendTerminal(async () => {
			const code = await actions.shell(devbox.worker, devbox.id);
			if (code >= 125) notify(`Could not open a shell in ${neutralise(devbox.name)} (exit code ${code}).`);
		}).catch((thrown: unknown) => notify(failureText(thrown)));
	return {
		question: undefined,
		bindings: [
			{
				key: 'enter',
				title: 'Details',
				run: () => navigation.open({name: 'devbox', worker: devbox.worker, id: devbox.id}),
			},
			{key: 's', title: 'Shell', run: shell, refusal: notRunning},
			{
				key: 'o',
				title: 'Output',
				run: () => navigation.open({name: 'output', worker: devbox.worker, devbox}),
			},
			devbox.state === 'running'
				? {key: 't', title: 'Stop', run: () => setAsked({devbox, end: 'stop'}), refusal: notMine}
				: {key: 't', title: 'Start', run: () => change(devbox, 'start'), refusal: notMine},
			{key: 'd', title: 'Remove', run: () => setAsked({devbox, end: 'remove'}), refusal: notMine},
			...(ownerOf(devbox) === undefined || (isMine && devbox.osInDoubt)
				? [
						{
							key: 'a',
							title: isMine ? 'Set system' : 'Adopt',
							run: () => (devbox.osInDoubt ? setUnsure(devbox) : adopt(devbox)),
						},
					]
				: []),
		],
	};
};

const words = ({devbox, end}: {devbox: Devbox; end: 'stop' | 'remove'}) =>
	end === 'stop'
		? {
				title: `Stop ${devbox.name}?`,
				consequences: ['Its processes end; its files are kept.'],
				verb: 'Stop',
			}
		: {
				title: `Remove ${devbox.name}?`,
				consequences: [
					'Its files are deleted, except those in named volumes and bind mounts.',
					...(devbox.state === 'running' ? ['Its processes end.'] : []),
				],
				verb: 'Remove',
				typedName: devbox.name,
			};
