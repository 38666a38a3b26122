import type {Devbox} from '../../model/devbox.ts';
import {Confirm} from '../../parts/confirm.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {useAppState} from '../shared/use-app.ts';
import {AskOs} from './ask-os.tsx';
import {RenameDialog} from './rename-dialog.tsx';

/** What is asked about a DevBox before something is done to it. */
export type Asked = {readonly devbox: Devbox; readonly about: 'stop' | 'remove' | 'rename' | 'system'};

type Props = {
	readonly asked: Asked;
	readonly answers: {
		readonly change: (how: 'stop' | 'remove') => void;
		readonly rename: (name: string) => void;
		readonly adopt: (os: Devbox['os']) => void;
	};
	readonly onClose: () => void;
	readonly size: Size;
};

/** The question over the list. Any answer closes it first. */
export const DevboxQuestion = ({asked: {devbox, about}, answers, onClose, size}: Props) => {
	const neighbours = useAppState(state => state.fleet[devbox.worker]?.devboxes?.content);
	const closing =
		<Answer,>(act: (answer: Answer) => void) =>
		(answer: Answer) => {
			onClose();
			act(answer);
		};
	if (about === 'system')
		return <AskOs devbox={devbox} size={size} onAnswer={closing(answers.adopt)} onBack={onClose} />;
	if (about === 'rename')
		return (
			<RenameDialog
				devbox={devbox}
				taken={(neighbours ?? []).map(({name}) => name)}
				size={size}
				onName={closing(answers.rename)}
				onNo={onClose}
			/>
		);
	return (
		<Confirm
			{...words(devbox, about)}
			size={size}
			onYes={() => closing(answers.change)(about)}
			onNo={onClose}
		/>
	);
};

const words = ({name, os, state}: Devbox, about: 'stop' | 'remove') =>
	about === 'stop'
		? {
				title: `Stop ${name}?`,
				consequences: [
					os === 'windows'
						? 'Windows shuts down, which can take a few minutes; its files are kept.'
						: 'Its processes end; its files are kept.',
				],
				verb: 'Stop',
			}
		: {
				title: `Remove ${name}?`,
				consequences: [
					'Its files are deleted, except those in named volumes and bind mounts.',
					...(state !== 'running'
						? []
						: [os === 'windows' ? 'If its disk is kept, Windows shuts down first.' : 'Its processes end.']),
				],
				verb: 'Remove',
				typedName: name,
			};
