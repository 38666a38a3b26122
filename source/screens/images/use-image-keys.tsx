import {type ReactNode, useContext, useState} from 'react';
import {keyName} from '../../key-names.ts';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import type {Image} from '../../model/image.ts';
import {mayChangeImage} from '../../model/policy.ts';
import {neutralise} from '../../model/text.ts';
import type {Size} from '../../parts/use-window-size.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {TagDialog} from './tag-dialog.tsx';

export type ImageKeys = {
	readonly bindings: readonly Binding[];
	/** A question over the screen. */
	readonly question: ((size: Size) => ReactNode) | undefined;
};

/** Keys for the image under the cursor: details, launch, one more tag, comparison. */
export const useImageKeys = (image: Image | undefined): ImageKeys => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const [asked, setAsked] = useState<Image | undefined>(undefined);
	const [marked, setMarked] = useState<Image | undefined>(undefined);
	const taken = useAppState(state => state.fleet[asked?.worker ?? '']?.images?.content.references);
	const fail = (thrown: unknown) => notify(failureText(thrown));
	const close = () => setAsked(undefined);
	if (asked !== undefined)
		return {
			bindings: [],
			question: size => (
				<TagDialog
					image={asked}
					taken={taken ?? []}
					size={size}
					onNo={close}
					onTag={wanted => {
						close();
						void actions
							.tagImage(asked, wanted)
							.then(reference => notify(`${neutralise(asked.reference)} is now also ${reference}.`), fail);
					}}
				/>
			),
		};
	if (image === undefined) return {bindings: [], question: undefined};
	const verdict = mayChangeImage(account, image);
	const refusal = verdict.allowed ? undefined : verdict.reason;
	const isMarked = marked?.worker === image.worker && marked.reference === image.reference;
	const compare = () => {
		if (marked === undefined) {
			setMarked(image);
			notify(`Press ${keyName('=')} on another image to compare it with ${neutralise(image.reference)}.`);
			return;
		}
		setMarked(undefined);
		// It has been pressed.
		notify('');
		if (!isMarked) navigation.open({name: 'image-diff', images: [marked, image]});
	};
	const details = () => navigation.open({name: 'image', image});
	return {
		question: undefined,
		bindings: [
			{key: 'enter', title: 'Details', run: details},
			{key: 'i', title: 'Details', run: details, isHidden: true},
			{key: 'l', title: 'Launch', run: () => navigation.open({name: 'launch', image})},
			{key: 't', title: 'Add tag', run: () => setAsked(image), refusal},
			{key: '=', title: compareTitle(marked, isMarked), run: compare},
		],
	};
};

const compareTitle = (marked: Image | undefined, isMarked: boolean): string => {
	if (marked === undefined) return 'Compare';
	return isMarked ? 'Stop comparing' : `Compare with ${marked.name}:${marked.tag}`;
};
