import {expect, test} from 'vitest';
import {newFleet, reduceFleet} from '../../source/model/fleet.ts';
import {fitsLabels, fleetLabels, hasLabels, splitLabels} from '../../source/model/worker-labels.ts';

test.each([
	['', [], ''],
	['api', [], 'api'],
	['  api  x', [], '  api  x'],
	['label:gpu', ['gpu'], ''],
	['api Label:GPU x', ['gpu'], 'api x'],
	['label:gpu label:eu', ['gpu', 'eu'], ''],
	['label: api', [], 'api'],
	['labels:gpu', [], 'labels:gpu'],
])('of the filter %j the labels are %j and the rest is %j', (typed, labels, rest) => {
	expect(splitLabels(typed)).toEqual({labels, rest});
});

test.each([
	[['gpu', 'eu'], ['g'], {fits: true, has: false}],
	[['gpu', 'eu'], ['gpu', 'eu'], {fits: true, has: true}],
	[['GPU'], ['gpu'], {fits: true, has: true}],
	[['gpu'], ['gpu', 'us'], {fits: false, has: false}],
	[['gpu'], [], {fits: true, has: true}],
	[undefined, [], {fits: true, has: true}],
	[undefined, ['gpu'], {fits: false, has: false}],
])('whether a worker labelled %j has %j, in a filter and for a command: %j', (own, wanted, {fits, has}) => {
	expect(fitsLabels(own, wanted)).toBe(fits);
	expect(hasLabels(own, wanted)).toBe(has);
});

test('the labels of a fleet are the same object until the workers change', () => {
	const workers = [
		{name: 'forge-1', kind: 'self-hosted', labels: ['gpu']},
		{name: 'forge-2', kind: 'self-hosted'},
	] as const;
	const fleet = newFleet(workers);
	const first = fleetLabels(fleet);
	expect(first).toEqual({'forge-1': ['gpu']});
	const later = reduceFleet(fleet, {type: 'sessions-learnt', worker: 'forge-1', max: 3});
	expect(fleetLabels(later)).toBe(first);
	expect(fleetLabels(newFleet([{...workers[0], labels: ['eu']}, workers[1]]))).toEqual({'forge-1': ['eu']});
	expect(fleetLabels(newFleet([{...workers[0], name: 'forge-3'}, workers[1]]))).toEqual({'forge-3': ['gpu']});
});
