import {expect, test} from 'vitest';
import {clearDraft, clearTask} from '../../source/commands/clear-option.ts';
import {noScheduleDraft, type ScheduleDraft} from '../../source/model/schedule.ts';
import {noChoices, type SnapshotTask} from '../../source/model/scheduled-task.ts';

const draft: ScheduleDraft = {
	...noScheduleDraft,
	name: 'nightly',
	command: 'make',
	environment: ['A=1', 'B=2'],
	volumes: ['out:/out'],
};
const choices = {
	...noChoices,
	capabilities: ['custom:erp'],
	keepEnv: ['A'],
	dropEnv: ['B'],
	leaveOut: ['caches'],
};
const task: SnapshotTask = {
	...{kind: 'snapshot', devbox: {id: 'd', name: 'box'}, tag: '%Y', overwrite: true, choices},
	...{keepLast: '3', keepWithin: ''},
};

test.each([
	['env', {environment: []}],
	['volume', {volumes: []}],
	['command', {command: ''}],
])('--clear %s takes that from a launch, and nothing else', (word, changed) => {
	expect(clearDraft(draft, {clear: [word], words: []})).toEqual({...draft, ...changed});
});

test.each([
	['capability', {capabilities: []}],
	['keep-env', {keepEnv: []}],
	['drop-env', {dropEnv: []}],
	['leave-out', {leaveOut: []}],
])('--clear %s takes that from a scheduled snapshot, and nothing else', (word, changed) => {
	expect(clearTask(task, {clear: [word], words: []})).toEqual({...task, choices: {...choices, ...changed}});
});

test('a scheduled snapshot that replaced images replaces none any more with --clear overwrite', () => {
	expect(clearTask(task, {clear: ['overwrite'], words: []})).toEqual({...task, overwrite: false});
});

test('several things are cleared at once, and an edit that names none keeps all', () => {
	const clear = ['env', 'volume', 'env'];
	expect(clearDraft(draft, {clear, words: []})).toEqual({...draft, environment: [], volumes: []});
	expect(clearDraft(draft, {words: []})).toEqual(draft);
	expect(clearTask(task, {words: []})).toEqual(task);
});
