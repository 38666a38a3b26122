import {describe, expect, test} from 'vitest';
import {parseRegistryReference, registryPattern, suggestedDestination} from '../../source/model/registry.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('a name in a registry', () => {
	test.each([
		['registry.example.com/web:1', 'registry.example.com/web:1', 'web:1'],
		['docker://registry.example.com/team/web', 'registry.example.com/team/web:v2', 'web:v2'],
		['10.0.0.5:5000/web', '10.0.0.5:5000/web:v2', 'web:v2'],
		['localhost:5000/a/b/web:x', 'localhost:5000/a/b/web:x', 'web:x'],
		['[::1]:5000/web:x', '[::1]:5000/web:x', 'web:x'],
		[' web:1 ', 'hub.example.com/team/web:1', 'web:1'],
		['sub/web', 'hub.example.com/team/sub/web:v2', 'web:v2'],
		// As Podman's own messages name them.
		['docker.io/busybox:1', 'docker.io/library/busybox:1', 'busybox:1'],
		['index.docker.io/busybox:1', 'docker.io/library/busybox:1', 'busybox:1'],
		['docker.io/team/web:1', 'docker.io/team/web:1', 'web:1'],
		[`registry.example.com/web@${digest}`, `registry.example.com/web@${digest}`, 'web:v2'],
	])('%s is understood', (typed, text, local) => {
		expect(parseRegistryReference(typed, {registry: 'hub.example.com/team', tag: 'v2'})).toMatchObject({
			reference: {registry: text.split('/')[0], text, local},
		});
	});

	test.each([
		['web:1', 'Begin with the registry'],
		['team/web', 'Begin with the registry'],
		['localhost/web:1', 'its port'],
		['registry.example.com/Web', 'lowercase'],
		['registry.example.com/', 'Use registry/name:tag'],
		['registry.example.com/a..b', 'Use registry/name:tag'],
		['registry.example.com:x/web', 'Use registry/name:tag'],
		['registry.example.com/web:-1', 'not with a dash or dot'],
		['registry.example.com/web:.1', 'not with a dash or dot'],
		['registry.example.com/web:a b', 'A tag has'],
		['registry.example.com/web:', 'After the colon, add a tag'],
		['https://registry.example.com/web:1', 'Leave out https://'],
		['oci://registry.example.com/web:1', 'Leave out oci://'],
		['registry.example.com/web@sha256:12', 'A digest is'],
		['registry.example.com/we b', 'Use registry/name:tag'],
		['-o.example.com/web', 'Use registry/name:tag'],
		[`registry.example.com/${'x'.repeat(250)}`, 'at most 255'],
	])('%s is refused with the reason', (typed, problem) => {
		expect(parseRegistryReference(typed, {registry: undefined}).problem).toContain(problem);
	});
});

test.each([
	['registry.example.com', true],
	['registry.example.com:5000/team', true],
	['https://registry.example.com', false],
	['registry.example.com/', false],
	['registry.example.com/Team', false],
	['-x', false],
])('%s as the registry of the config: %s', (text, isOne) => {
	expect(registryPattern.test(text)).toBe(isOne);
});

test('a push suggests the registry of the config, and nothing without one', () => {
	const web = {reference: 'localhost/web:1'};
	expect(suggestedDestination(web, 'hub.example.com/team')).toBe('hub.example.com/team/web:1');
	expect(suggestedDestination({reference: 'quay.io/a/web:1'}, 'hub.example.com')).toBe(
		'hub.example.com/web:1',
	);
	expect(suggestedDestination(web, undefined)).toBeUndefined();
});
