import {expect, test} from 'vitest';
import {toQuestion} from '../../source/remote/system/ssh-questions.ts';

const hostKey = `The authenticity of host 'forge (10.0.0.1)' can't be established.
ED25519 key fingerprint is SHA256:abc.
Are you sure you want to continue connecting (yes/no/[fingerprint])? `;

test('what ssh itself asks is known by its words', () => {
	expect(toQuestion(hostKey)).toEqual({about: 'host-key', keyType: 'ssh-ed25519', fingerprint: 'SHA256:abc'});
	expect(toQuestion("Enter passphrase for key '/home/alice/.ssh/id': ")).toMatchObject({
		kind: 'passphrase',
		of: '/home/alice/.ssh/id',
	});
	expect(toQuestion("alice@forge's password: ")).toMatchObject({kind: 'password', of: 'alice@forge'});
});

test.each([
	hostKey,
	"Enter passphrase for key '/home/alice/.ssh/id': ",
	"alice@bank's password: ",
	`Code:\n${hostKey}`,
	`Code:\nEnter passphrase for key '/home/alice/.ssh/id': `,
])('a server’s question keeps its own words, whatever they pretend to be: %j', words => {
	expect(toQuestion(`(alice@forge) ${words}`)).toEqual({
		about: 'secret',
		kind: 'answer',
		of: 'alice@forge',
		prompt: words.trim(),
	});
});
