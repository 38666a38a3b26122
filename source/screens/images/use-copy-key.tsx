import {Box, Text} from 'ink';
import {useContext, useState} from 'react';
import {KeyLayerContext, useKeys} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import type {Fleet} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {mayCreateImage} from '../../model/policy.ts';
import {neutralise} from '../../model/text.ts';
import {windowsProblem} from '../../model/windows-host.ts';
import {Dialog, dialogWidth} from '../../parts/dialog.tsx';
import {Menu} from '../../parts/menu.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import type {ImageKeys} from './use-image-keys.tsx';

/** `m`: copies the image under the cursor to another worker, which a dialog asks for. */
export const useCopyKey = (image: Image | undefined): ImageKeys => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const fleet = useAppState(state => state.fleet);
	const [asked, setAsked] = useState<Image | undefined>(undefined);
	const verdict = mayCreateImage(account);
	const copy = async (to: string, what: Image) => {
		setAsked(undefined);
		notify(`Reading what ${neutralise(to)} has of it …`);
		const request = await actions.copyImage(what, to);
		if (request === undefined) notify(`${neutralise(what.reference)} is already on ${neutralise(to)}.`);
		else navigation.open({name: 'job', request});
	};
	if (asked !== undefined)
		return {
			bindings: [],
			question: size => (
				<CopyDialog
					image={asked}
					targets={targetsOf(asked, fleet)}
					onTarget={to => void copy(to, asked).catch((thrown: unknown) => notify(failureText(thrown)))}
					onNo={() => setAsked(undefined)}
					size={size}
				/>
			),
		};
	if (image === undefined) return {bindings: [], question: undefined};
	return {
		question: undefined,
		bindings: [
			{
				key: 'm',
				title: 'Copy to worker',
				run: () => setAsked(image),
				refusal: verdict.allowed ? refusalOf(image, fleet) : verdict.reason,
			},
		],
	};
};

const refusalOf = (image: Image, fleet: Fleet): string | undefined =>
	targetsOf(image, fleet).length === 0 ? 'No other worker is connected that could hold it.' : undefined;

/** Connected workers that do not have it, and can host it. */
const targetsOf = ({worker: source, reference, os, id}: Image, fleet: Fleet): readonly string[] =>
	Object.values(fleet).flatMap(({worker, reach, images}) => {
		if (worker.name === source || reach.state !== 'ready') return [];
		if (os === 'windows' && windowsProblem(worker, reach.facts?.windows) !== undefined) return [];
		const has = images?.content.managed.some(each => each.reference === reference && each.id === id);
		return has === true ? [] : [worker.name];
	});

type Props = {
	readonly image: Image;
	readonly targets: readonly string[];
	readonly onTarget: (worker: string) => void;
	readonly onNo: () => void;
	readonly size: Size;
};

/** Says what happens; choosing a worker does it. */
const CopyDialog = ({image: {name, tag, worker}, targets, onTarget, onNo, size}: Props) => {
	useKeys([{key: 'esc', title: 'Cancel', run: onNo}]);
	return (
		<Dialog title={neutralise(`Copy ${name}:${tag} to which worker?`)} size={size}>
			<Text wrap="wrap">
				{neutralise(
					`Only layers that the worker lacks are sent. The bytes pass through this computer; the image stays on ${worker}, too.`,
				)}
			</Text>
			<Box paddingTop={1} flexDirection="column" flexShrink={0}>
				<Menu
					choices={[
						{label: 'Cancel', value: ''},
						...targets.map(each => ({label: `Copy to ${each}`, value: each})),
					]}
					onChoose={value => (value === '' ? onNo() : onTarget(value))}
					width={dialogWidth(size.width)}
					height={6}
				/>
			</Box>
		</Dialog>
	);
};
