import {expect, test} from 'vitest';
import {aboutTrust, type HostKeyQuestion, parseAnswer, possibleAnswers} from '../../source/model/host-key.ts';

const question: HostKeyQuestion = {
	worker: 'forge-1',
	host: 'forge',
	keyType: 'ssh-ed25519',
	fingerprint: 'SHA256:abc',
	file: '/home/alice/.ssh/known_hosts',
};

test.each([
	['a new key', {}, ['no', 'always', 'once']],
	['a key that cannot be written', {file: ''}, ['no', 'once']],
])('%s may be answered with the careful answer first', (_what, change, answers) => {
	expect(possibleAnswers({...question, ...change})).toEqual(answers);
});

test.each([
	['always', 'always'],
	[' Yes ', 'always'],
	['y', 'always'],
	['SHA256:abc', 'always'],
	['once', 'once'],
	['O', 'once'],
	['', 'no'],
	['no', 'no'],
	['SHA256:abd', 'no'],
	['yess', 'no'],
])('the typed answer “%s” means %s', (typed, answer) => {
	expect(parseAnswer(typed, question)).toBe(answer);
});

test('an answer that is not available is a no', () => {
	expect(parseAnswer('yes', {...question, file: ''})).toBe('no');
});

test('the question says where trust is saved, and which authority is known', () => {
	expect(aboutTrust(question).join('\n')).toContain('save it to /home/alice/.ssh/known_hosts');
	expect(aboutTrust({...question, file: ''}).join('\n')).not.toContain('Always');
	const authority = {file: '/kh', line: 3};
	expect(aboutTrust({...question, authority})[0]).toContain('/kh line 3 names a certificate authority');
});
