import {useContext, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import {connectedWorkers} from '../../model/fleet.ts';
import {mayCreateImage} from '../../model/policy.ts';
import {parseRegistryReference} from '../../model/registry.ts';
import {neutralise} from '../../model/text.ts';
import {AskName} from '../../parts/ask-name.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {overwriteChoice} from './overwrite-choice.ts';
import {nextWorker, workerChoice} from './target-worker.ts';
import type {ImageKeys} from './use-image-keys.tsx';

/** In a picker, where letters filter. */
export const pickerKey = 'ctrl+p';

type Asked = {readonly to: string; readonly overwrite: boolean};

/**
 * `P`: pulls an image from a registry to a worker; a dialog asks for its name.
 * @param worker where it goes unless another one is chosen
 * @param picker in a picker, where letters filter: the name to begin with; undefined where nothing can be pulled. `onPulled`: before the job is shown
 */
export const usePullKey = (
	worker: string | undefined,
	picker?: {readonly name: string | undefined; readonly onPulled?: (() => void) | undefined},
): ImageKeys => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const account = useAppState(state => state.account);
	const registry = useAppState(state => state.registry);
	const fleet = useAppState(state => state.fleet);
	const [asked, setAsked] = useState<Asked | undefined>(undefined);
	const targets = connectedWorkers(fleet);
	const verdict = mayCreateImage(account);
	if (asked === undefined) {
		const first = targets.find(each => each === worker) ?? targets[0];
		const offline = first === undefined ? 'No worker is connected.' : undefined;
		const run = () => first !== undefined && setAsked({to: first, overwrite: false});
		const refusal = verdict.allowed ? offline : verdict.reason;
		const binding = {key: picker ? pickerKey : 'P', title: 'Pull from registry', run, refusal};
		return {question: undefined, bindings: picker && picker.name === undefined ? [] : [binding]};
	}
	const {to, overwrite} = asked;
	const pull = async (typed: string) => {
		setAsked(undefined);
		const parsed = parseRegistryReference(typed, {registry});
		if (parsed.problem !== undefined) return;
		const request = await actions.pullImage(to, {source: parsed.reference, overwrite});
		picker?.onPulled?.();
		navigation.open({name: 'job', request});
	};
	const others =
		targets.length < 2 ? [] : [workerChoice(to, () => setAsked({...asked, to: nextWorker(targets, to)}))];
	return {
		bindings: [],
		question: size => (
			<AskName
				title={neutralise(`Pull an image from a registry to ${to}`)}
				note="The worker pulls it, with its own login there (podman login). Use registry.example.com/name:tag, or a digest."
				initial={picker?.name ?? (registry === undefined ? '' : `${registry}/`)}
				verb="Pull"
				problemOf={typed => parseRegistryReference(typed, {registry}).problem}
				onName={typed => void pull(typed).catch((thrown: unknown) => notify(failureText(thrown)))}
				onNo={() => setAsked(undefined)}
				choices={[
					...others,
					overwriteChoice({
						overwrite,
						text: `Another image with that name on the worker: ${overwrite ? 'replaced' : 'kept, and the pull is refused'}`,
						next: () => setAsked({...asked, overwrite: !overwrite}),
					}),
				]}
				size={size}
			/>
		),
	};
};
