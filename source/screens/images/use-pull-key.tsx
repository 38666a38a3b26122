import {useContext, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import {failureText} from '../../model/failure.ts';
import {connectedWorkers} from '../../model/fleet.ts';
import {mayCreateImage} from '../../model/policy.ts';
import type {RegistryReference} from '../../model/registry.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {PullDialog, PullNameDialog} from './pull-dialog.tsx';
import {nextWorker} from './target-worker.ts';
import type {ImageKeys} from './use-image-keys.tsx';

/** In a picker, where letters filter. */
export const pickerKey = 'ctrl+p';

type Asked = {
	readonly to: string;
	readonly overwrite: boolean;
	/** What was typed as the name in the registry. */
	readonly typed: string;
	/** What the image is called there, while its name on the worker is asked for. */
	readonly source?: RegistryReference;
};

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
		const typed = picker?.name ?? (registry === undefined ? '' : `${registry}/`);
		const run = () => first !== undefined && setAsked({to: first, overwrite: false, typed});
		const refusal = verdict.allowed ? offline : verdict.reason;
		const binding = {key: picker ? pickerKey : 'P', title: 'Pull from registry', run, refusal};
		return {question: undefined, bindings: picker && picker.name === undefined ? [] : [binding]};
	}
	const {source, ...unnamed} = asked;
	const pull = async (from: RegistryReference, name?: string) => {
		setAsked(undefined);
		const request = await actions.pullImage(asked.to, {source: from, name, overwrite: asked.overwrite});
		picker?.onPulled?.();
		navigation.open({name: 'job', request});
	};
	const start = (from: RegistryReference, name?: string) =>
		void pull(from, name).catch((thrown: unknown) => notify(failureText(thrown)));
	return {
		bindings: [],
		question: size =>
			source === undefined ? (
				<PullDialog
					key="source"
					{...asked}
					registry={registry}
					onWorker={
						targets.length < 2 ? undefined : () => setAsked({...asked, to: nextWorker(targets, asked.to)})
					}
					onOverwrite={() => setAsked({...asked, overwrite: !asked.overwrite})}
					onName={(from, typed) => setAsked({...asked, typed, source: from})}
					onPull={start}
					onNo={() => setAsked(undefined)}
					size={size}
				/>
			) : (
				<PullNameDialog
					key="name"
					to={asked.to}
					source={source}
					onName={name => start(source, name)}
					onNo={() => setAsked(unnamed)}
					size={size}
				/>
			),
	};
};
