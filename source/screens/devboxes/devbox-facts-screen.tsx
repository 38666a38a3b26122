import prettyBytes from 'pretty-bytes';
import {useMemo} from 'react';
import {inheritedBy, toolWords} from '../../model/detection.ts';
import {inspectedFacts} from '../../model/devbox-facts.ts';
import {failureText} from '../../model/failure.ts';
import {imagesOf} from '../../model/fleet.ts';
import type {SnapshotSource} from '../../model/snapshot.ts';
import {diskSpaceLines} from '../../model/snapshot-methods.ts';
import {chooseMethod} from '../../plan/snapshot-method.ts';
import {copyables} from '../shared/copyables.ts';
import {type Fact, FactsPage} from '../shared/facts-page.tsx';
import {type Answer, useAgain, useAnswer} from '../shared/use-answer.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {devboxDetail} from './devbox-detail.ts';
import {devboxRows} from './devbox-rows.ts';

/** Everything about a DevBox: what the list knows, how a snapshot would be made, and what Podman knows. */
export const DevboxFactsScreen = ({worker, id}: {worker: string; id: string}) => {
	const {actions, navigation} = useApp();
	const fleet = useAppState(state => state.fleet);
	const account = useAppState(state => state.account);
	const row = useMemo(
		() => devboxRows(fleet, account, {worker}).find(({devbox}) => devbox.id === id),
		[fleet, account, worker, id],
	);
	const inspected = useAnswer(signal => actions.inspectDevbox(worker, id, signal));
	// Tools are looked for inside of the DevBox, so only of one that the user may snapshot.
	const source = useAnswer(async signal =>
		row?.why.length === 0 ? {source: await actions.inspect(worker, id, signal)} : {},
	);
	const again = useAgain([inspected, source], [worker]);
	const {name = id} = row ?? {};
	const image = imagesOf(fleet, worker).find(each => each.id === row?.devbox.imageId);
	const open = image && (() => navigation.open({name: 'image', image}));
	return (
		<FactsPage
			crumbs={['DevBoxes', worker, name]}
			copyable={row && copyables.devbox(row.devbox)}
			bindings={again}
			facts={
				row === undefined
					? []
					: [
							...devboxDetail(row, fleet).rows.map(fact => (fact.label === 'Image' ? {...fact, open} : fact)),
							...answered('Method', source, snapshotFacts),
							...answered('Configuration', inspected, inspectedFacts),
						]
			}
			empty="This DevBox was removed."
		/>
	);
};

/** The facts of an answer; meanwhile that it is awaited, or why there is none. */
const answered = <Found,>(
	what: string,
	{found, thrown}: Answer<Found>,
	factsOf: (found: Found) => readonly Fact[],
): readonly Fact[] => {
	if (thrown !== undefined) return [{label: what, text: failureText(thrown), meaning: 'warning'}];
	return found === undefined
		? [{label: what, text: 'Reading from the worker …', meaning: 'muted'}]
		: factsOf(found);
};

/** What a snapshot would do to the DevBox now, what it would copy, and the tools that are in it. */
const snapshotFacts = ({source}: {readonly source?: SnapshotSource}): readonly Fact[] => {
	if (source === undefined) return [];
	const {detected, problem} = inheritedBy(source);
	const tools = {label: 'Tools', text: problem ?? detected.map(toolWords).join(' · ')};
	try {
		const {method, because} = chooseMethod(source, 'auto');
		return [
			{label: 'Method', text: `${method}: ${because}`},
			{label: 'Own layer', text: prettyBytes(source.diskSpace.layerBytes)},
			...diskSpaceLines(method, source).map((text, index) => ({
				label: index === 0 ? 'Disk space' : '',
				text,
			})),
			tools,
		];
	} catch (thrown) {
		return [{label: 'Method', text: failureText(thrown), meaning: 'warning'}, tools];
	}
};
