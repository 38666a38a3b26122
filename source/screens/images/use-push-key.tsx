import {useContext, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import type {Image} from '../../model/image.ts';
import {mayCreateImage} from '../../model/policy.ts';
import {type ParsedReference, parseRegistryReference, suggestedDestination} from '../../model/registry.ts';
import {neutralise} from '../../model/text.ts';
import {AskName} from '../../parts/ask-name.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {overwriteChoice} from './overwrite-choice.ts';
import type {ImageKeys} from './use-image-keys.tsx';

type Asked = {readonly image: Image; readonly overwrite: boolean};

/** `U`: pushes the image under the cursor to a registry, whose name a dialog asks for. */
export const usePushKey = (image: Image | undefined): ImageKeys => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const registry = useAppState(state => state.registry);
	const [asked, setAsked] = useState<Asked | undefined>(undefined);
	const verdict = mayCreateImage(account);
	if (asked === undefined) {
		if (image === undefined) return {bindings: [], question: undefined};
		const refusal = verdict.allowed ? undefined : verdict.reason;
		const run = () => setAsked({image, overwrite: false});
		return {question: undefined, bindings: [{key: 'U', title: 'Push to registry', run, refusal}]};
	}
	const {image: pushed, overwrite} = asked;
	const parse = (typed: string): ParsedReference => {
		if (typed.includes('@')) return {problem: 'An image is pushed to a tag, not to a digest.'};
		return parseRegistryReference(typed, {registry, tag: pushed.tag});
	};
	const push = async (typed: string) => {
		setAsked(undefined);
		const parsed = parse(typed);
		if (parsed.problem !== undefined) return;
		const request = await actions.pushImage(pushed, {destination: parsed.reference, overwrite});
		navigation.open({name: 'job', request});
	};
	return {
		bindings: [],
		question: size => (
			<AskName
				title={neutralise(`Push ${pushed.name}:${pushed.tag} to a registry`)}
				note={neutralise(
					`${pushed.worker} pushes it, with its own login there (podman login). Use registry.example.com/name:tag.`,
				)}
				initial={suggestedDestination(pushed, registry) ?? ''}
				verb="Push"
				problemOf={typed => parse(typed).problem}
				onName={typed => void push(typed).catch((thrown: unknown) => notify(failureText(thrown)))}
				onNo={() => setAsked(undefined)}
				choices={[
					overwriteChoice({
						overwrite,
						text: `Other content under that name: ${overwrite ? 'replaced' : 'kept, and the push is refused'}`,
						next: () => setAsked({image: pushed, overwrite: !overwrite}),
					}),
				]}
				size={size}
			/>
		),
	};
};
