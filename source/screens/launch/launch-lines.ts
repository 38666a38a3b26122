import {parseVariable} from '../../model/environment.ts';
import type {LaunchContext, LaunchDraft} from '../../model/launch.ts';
import type {PlannedLaunch} from '../../state/actions.ts';
import {addSteps, collectLines, type ReviewLine} from '../shared/review-lines.ts';

const identityLine = {
	keep: 'MAC address and machine ID of the image',
	renew: 'a new MAC address and machine ID',
} as const;

/** The summary before a launch: image, worker, options, steps. Never values of variables. */
export const launchLines = (
	{image, worker, hasHealthCheck, windows}: LaunchContext,
	draft: LaunchDraft,
	{request, plan}: PlannedLaunch,
): readonly ReviewLine[] =>
	collectLines(add => {
		const addEach = (title: string, values: readonly string[]) => {
			if (values.length > 0) add(values, 'plain', title);
		};
		const given = (value: string) => (value.trim() === '' ? [] : [value.trim()]);
		add(request.title, 'head');
		add(`on ${worker.name}, image ${image.id.slice(0, 12)}`);
		if (hasHealthCheck) add('The image has a health check; the launch waits until it is healthy.');
		add('');
		addEach('Ports', draft.ports);
		addEach(
			'Environment',
			draft.environment.flatMap(each => parseVariable(each)?.name ?? []),
		);
		addEach('Volumes', draft.volumes);
		addEach('CPUs', given(draft.cpus));
		addEach('Memory', given(draft.memory));
		addEach('Network', given(draft.network));
		addEach('Command', given(draft.command));
		if (image.os === 'windows') add(identityLine[draft.identity], 'plain', 'Identity');
		if (windows !== undefined && windows.kvm !== 'usable')
			add('Without KVM: Windows is emulated and much slower.', 'warning');
		addSteps(add, 'Steps', plan.steps);
	});
