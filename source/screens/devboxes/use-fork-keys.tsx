import {Box} from 'ink';
import {useContext, useState} from 'react';
import {KeyLayerContext, useKeys} from '../../keys.ts';
import {type Devbox, ineligibleBecause, ineligibleText, ownerOf} from '../../model/devbox.ts';
import {failureText} from '../../model/failure.ts';
import {imagesOf} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import type {JobRequest} from '../../model/job.ts';
import {shortReference} from '../../model/reference.ts';
import {imagesMadeFrom, rollbackConsequences} from '../../model/rollback.ts';
import {neutralise} from '../../model/text.ts';
import {Dialog, dialogWidth} from '../../parts/dialog.tsx';
import {Menu} from '../../parts/menu.tsx';
import {Prose} from '../../parts/prose.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {ago} from '../shared/age.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {ForkDialog} from './fork-dialog.tsx';
import type {DevboxKeys} from './use-devbox-keys.tsx';

/** Keys for the DevBox under the cursor that make something of it: `f` forks it, `z` rolls it back to one of its images, `n` schedules images. */
export const useForkKeys = (devbox: Devbox | undefined): DevboxKeys => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const fleet = useAppState(state => state.fleet);
	const [asked, setAsked] = useState<{devbox: Devbox; about: 'fork' | 'rollback'} | undefined>(undefined);
	const images = (of: Devbox) => imagesMadeFrom(of, imagesOf(fleet, of.worker));
	const close = () => setAsked(undefined);
	const follow = (job: Promise<JobRequest>) => {
		close();
		notify('Reading from the worker …');
		job.then(
			request => navigation.open({name: 'job', request}),
			(thrown: unknown) => notify(failureText(thrown)),
		);
	};
	if (asked !== undefined) {
		const of = asked.devbox;
		return {
			bindings: [],
			question: size =>
				asked.about === 'fork' ? (
					<ForkDialog
						devbox={of}
						onCount={(count, method) => follow(actions.fork(of, {count, method}))}
						onNo={close}
						size={size}
					/>
				) : (
					<RollbackDialog
						devbox={of}
						images={images(of)}
						onImage={image => follow(actions.rollBack(of, image))}
						onNo={close}
						size={size}
					/>
				),
		};
	}
	if (devbox === undefined) return {bindings: [], question: undefined};
	return {
		question: undefined,
		bindings: [
			{
				key: 'f',
				title: 'Fork',
				run: () => setAsked({devbox, about: 'fork'}),
				refusal: forkRefusal(devbox, ineligibleText(devbox, ineligibleBecause(devbox, account))),
			},
			{
				key: 'z',
				title: 'Roll back',
				run: () => setAsked({devbox, about: 'rollback'}),
				refusal: rollbackRefusal(devbox, account.user, images(devbox).length),
			},
			{
				key: 'n',
				title: 'Schedule',
				run: () => navigation.open({name: 'snapshot-schedule', worker: devbox.worker, devbox}),
				refusal: scheduleRefusal(devbox, ineligibleText(devbox, ineligibleBecause(devbox, account))),
			},
		],
	};
};

const forkRefusal = ({os}: Devbox, why: string | undefined): string | undefined => {
	if (why !== undefined) return why;
	return os === 'windows' ? 'Windows cannot be forked: create an image and launch it.' : undefined;
};

const scheduleRefusal = ({os}: Devbox, why: string | undefined): string | undefined => {
	if (why !== undefined) return why;
	return os === 'windows'
		? 'A schedule cannot snapshot Windows, which would shut down at each run.'
		: undefined;
};

const rollbackRefusal = (devbox: Devbox, user: string, count: number): string | undefined => {
	if (ownerOf(devbox) !== user) return 'Only its owner can change it.';
	if (devbox.os === 'windows') return 'The disk of Windows cannot be exchanged: launch the image.';
	return count === 0 ? 'There is no image of this DevBox on its worker. Create one first.' : undefined;
};

type RollbackProps = {
	readonly devbox: Devbox;
	readonly images: readonly Image[];
	readonly onImage: (image: Image) => void;
	readonly onNo: () => void;
	readonly size: Size;
};

/** Says what happens; choosing an image does it. */
const RollbackDialog = ({devbox: {name}, images, onImage, onNo, size}: RollbackProps) => {
	useKeys([{key: 'esc', title: 'Cancel', run: onNo}]);
	const choices = images.map(image => ({
		label: `Roll back to ${shortReference(image.reference)}, ${ago(image.createdAt)}`,
		value: image.reference,
	}));
	const choose = (value: string) => {
		const image = images.find(({reference}) => reference === value);
		if (image === undefined) onNo();
		else onImage(image);
	};
	return (
		<Dialog title={`Roll ${name} back to which image?`} size={size}>
			{rollbackConsequences(name).map(each => (
				<Prose key={each}>{neutralise(each)}</Prose>
			))}
			<Box paddingTop={1} flexDirection="column" flexShrink={0}>
				<Menu
					choices={[{label: 'Cancel', value: ''}, ...choices]}
					onChoose={choose}
					width={dialogWidth(size.width)}
					height={6}
				/>
			</Box>
		</Dialog>
	);
};
