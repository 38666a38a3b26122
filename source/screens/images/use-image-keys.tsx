import prettyBytes from 'pretty-bytes';
import {type ReactNode, useContext, useState} from 'react';
import {keyName} from '../../key-names.ts';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import type {Image} from '../../model/image.ts';
import {type ImageUse, isLastTag, removalProblem} from '../../model/image-use.ts';
import {mayChangeImage} from '../../model/policy.ts';
import {neutralise} from '../../model/text.ts';
import {Confirm} from '../../parts/confirm.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {TagDialog} from './tag-dialog.tsx';

type Asked =
	| {readonly about: 'tag'; readonly image: Image}
	| {readonly about: 'delete'; readonly image: Image; readonly use: ImageUse};

export type ImageKeys = {
	readonly bindings: readonly Binding[];
	/** A question that replaces the screen's body. */
	readonly question: ((size: Size) => ReactNode) | undefined;
};

/** Keys for the image under the cursor: one more tag, delete. What uses it is read from its worker before the question. */
export const useImageKeys = (image: Image | undefined): ImageKeys => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const [asked, setAsked] = useState<Asked | undefined>(undefined);
	const [marked, setMarked] = useState<Image | undefined>(undefined);
	const taken = useAppState(state => state.fleet[asked?.image.worker ?? '']?.images?.content.references);
	const fail = (thrown: unknown) => notify(failureText(thrown));
	const close = () => setAsked(undefined);
	if (asked?.about === 'tag')
		return {
			bindings: [],
			question: size => (
				<TagDialog
					image={asked.image}
					taken={taken ?? []}
					size={size}
					onNo={close}
					onTag={wanted => {
						close();
						void actions
							.tagImage(asked.image, wanted)
							.then(
								reference => notify(`${neutralise(asked.image.reference)} is now also ${reference}.`),
								fail,
							);
					}}
				/>
			),
		};
	if (asked?.about === 'delete')
		return {
			bindings: [],
			question: size => (
				<Confirm
					{...deletion(asked)}
					size={size}
					onNo={close}
					onYes={() => {
						close();
						void actions
							.removeImage(asked.image, asked.use, true)
							.then(() => notify(`${neutralise(asked.image.reference)} is deleted.`), fail);
					}}
				/>
			),
		};
	if (image === undefined) return {bindings: [], question: undefined};
	const verdict = mayChangeImage(account, image);
	const refusal = verdict.allowed ? undefined : verdict.reason;
	const askDelete = () =>
		void actions.readImageUse(image).then(use => {
			// A schedule is no obstacle here: the question names it, and the name has to be typed.
			const problem = removalProblem(image, use, true);
			if (problem === undefined) setAsked({about: 'delete', image, use});
			else notify(neutralise(`${problem.reason} ${problem.hint}`));
		}, fail);
	const isMarked = marked?.worker === image.worker && marked.reference === image.reference;
	const compare = () => {
		if (marked === undefined) {
			setMarked(image);
			notify(`Press ${keyName('=')} on another image to compare it with ${neutralise(image.reference)}.`);
			return;
		}
		setMarked(undefined);
		if (!isMarked) navigation.open({name: 'image-diff', images: [marked, image]});
	};
	const details = () => navigation.open({name: 'image', image});
	return {
		question: undefined,
		bindings: [
			{key: 'enter', title: 'Details', run: details},
			{key: 'i', title: 'Details', run: details, isHidden: true},
			{key: 'l', title: 'Launch', run: () => navigation.open({name: 'launch', image})},
			{key: 't', title: 'Add tag', run: () => setAsked({about: 'tag', image}), refusal},
			{key: 'd', title: 'Delete', run: askDelete, refusal},
			{key: '=', title: compareTitle(marked, isMarked), run: compare},
		],
	};
};

const compareTitle = (marked: Image | undefined, isMarked: boolean): string => {
	if (marked === undefined) return 'Compare';
	return isMarked ? 'Stop comparing' : `Compare with ${marked.name}:${marked.tag}`;
};

/** The name has to be typed where something is lost: the image, or the runs of a schedule. */
const deletion = ({image, use}: {image: Image; use: ImageUse}) => {
	const name = `${image.name}:${image.tag}`;
	const isLast = isLastTag(use);
	return {
		title: `Delete ${name}?`,
		verb: 'Delete',
		consequences: [
			isLast
				? `This is its last name: ${prettyBytes(image.sizeBytes)} on ${image.worker} are deleted for good.`
				: `The image keeps its other names: ${use.tags.filter(each => each !== image.reference).join(', ')}.`,
			...(use.schedules.length === 0 ? [] : [`The runs of ${use.schedules.join(', ')} will fail.`]),
		],
		...((isLast || use.schedules.length > 0) && {typedName: name}),
	};
};
