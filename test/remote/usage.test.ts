import {expect, test} from 'vitest';
import {readUsage} from '../../source/remote/podman/usage.ts';

const id = 'a'.repeat(64);
const sample = {ContainerID: id, CPUNano: 5, SystemNano: 1.795e18, MemUsage: 466_944};

/** What is read from an answer of Podman, and the question. */
const answered = async (answer: unknown) => {
	const calls: unknown[] = [];
	const never = () => Promise.reject(new Error('not asked'));
	const api = {
		get: async (call: unknown) => {
			calls.push(call);
			return answer;
		},
		text: never,
		stream: never,
		ahead: () => {},
		forget: () => {},
		close: () => {},
	};
	return {usage: await readUsage(api, 'forge', {ids: [id]}), calls};
};

test('only the DevBoxes on the screen are asked for, in one question', async () => {
	const {usage, calls} = await answered({Error: null, Stats: [sample]});
	expect(calls).toMatchObject([{query: {stream: false, containers: [id]}}]);
	expect(usage.get(id)).toEqual({cpuNs: 5, atNs: 1.795e18, memoryBytes: 466_944});
});

test.each([
	['a DevBox that is gone', {Error: {}, Stats: null}],
	['cgroup v1 without root', {Error: {message: 'not supported'}}],
	['another container', {Stats: [{...sample, ContainerID: 'b'.repeat(64)}]}],
	['a negative count', {Stats: [{...sample, MemUsage: -1}]}],
	['a count in words', {Stats: [{...sample, CPUNano: 'much'}]}],
	['more memory than there is', {Stats: [{...sample, MemUsage: 1e300}]}],
	['a missing count', {Stats: [{ContainerID: id, CPUNano: 1}]}],
	['no list at all', {Stats: 'none'}],
	['null', {Stats: [null]}],
])('%s: nothing is known', async (_, answer) => {
	expect((await answered(answer)).usage.size).toBe(0);
});
