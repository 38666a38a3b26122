import {useContext, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import type {Image} from '../../model/image.ts';
import {mayCreateImage} from '../../model/policy.ts';
import {type ParsedReference, parseRegistryReference, suggestedDestination} from '../../model/registry.ts';
import {neutralise} from '../../model/text.ts';
import {AskName} from '../../parts/ask-name.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import type {ImageKeys} from './use-image-keys.tsx';

/** `U`: pushes the image under the cursor to a registry, whose name a dialog asks for. */
export const usePushKey = (image: Image | undefined): ImageKeys => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const registry = useAppState(state => state.registry);
	const [asked, setAsked] = useState<Image | undefined>(undefined);
	const verdict = mayCreateImage(account);
	if (asked === undefined) {
		if (image === undefined) return {bindings: [], question: undefined};
		const refusal = verdict.allowed ? undefined : verdict.reason;
		return {
			question: undefined,
			bindings: [{key: 'U', title: 'Push to registry', run: () => setAsked(image), refusal}],
		};
	}
	const parse = (typed: string): ParsedReference => {
		if (typed.includes('@')) return {problem: 'An image is pushed to a tag, not to a digest.'};
		return parseRegistryReference(typed, {registry, tag: asked.tag});
	};
	const push = async (typed: string) => {
		setAsked(undefined);
		const parsed = parse(typed);
		if (parsed.problem !== undefined) return;
		const request = await actions.pushImage(asked, parsed.reference);
		navigation.open({name: 'job', request});
	};
	return {
		bindings: [],
		question: size => (
			<AskName
				title={neutralise(`Push ${asked.name}:${asked.tag} to a registry`)}
				note={neutralise(
					`${asked.worker} pushes it, with its own login there (podman login). Other content under that name stays. Use registry.example.com/name:tag.`,
				)}
				initial={suggestedDestination(asked, registry) ?? ''}
				verb="Push"
				problemOf={typed => parse(typed).problem}
				onName={typed => void push(typed).catch((thrown: unknown) => notify(failureText(thrown)))}
				onNo={() => setAsked(undefined)}
				size={size}
			/>
		),
	};
};
