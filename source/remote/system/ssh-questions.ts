import type {SecretQuestion} from '../../model/secret.ts';

/** A question of OpenSSH to the user (SSH_ASKPASS). */
export type SshQuestion =
	| {
			readonly about: 'host-key';
			readonly keyType: string;
			readonly fingerprint: string;
	  }
	| ({readonly about: 'secret'} & Pick<SecretQuestion, 'kind' | 'of' | 'prompt'>);

const hostKey =
	/(?<![\s\S])The authenticity of host '\S+(?: \([^)]*\))?' can't be established\.[\s\S]*?^(?<type>\S+) key fingerprint is (?<print>SHA256:[\w+/]+)/mu;

/** The name of a key type in ssh's messages → in files. */
const keyTypes: Readonly<Record<string, string>> = {
	ED25519: 'ssh-ed25519',
	RSA: 'ssh-rsa',
	DSA: 'ssh-dss',
	ECDSA: 'ecdsa-sha2',
	'ED25519-SK': 'sk-ssh-ed25519@openssh.com',
	'ECDSA-SK': 'sk-ecdsa-sha2-nistp256@openssh.com',
};

/** ssh's prompt → the question; an unknown prompt is asked as it is. ssh does not translate its prompts. */
export const toQuestion = (prompt: string): SshQuestion => {
	const found = hostKey.exec(prompt)?.groups;
	if (found !== undefined) {
		const {type = '', print = ''} = found;
		return {about: 'host-key', keyType: keyTypes[type] ?? type, fingerprint: print};
	}
	const of = /^Enter passphrase for (?:key )?'?(.+?)'?: ?$/u.exec(prompt)?.[1];
	if (of !== undefined) return {about: 'secret', kind: 'passphrase', of, prompt: ''};
	const user = /^(\S+@\S+)'s password: ?$/u.exec(prompt)?.[1];
	if (user !== undefined) return {about: 'secret', kind: 'password', of: user, prompt: ''};
	const [, who = 'ssh', words = prompt] = /^\((\S+@\S+)\) ([\s\S]*)$/u.exec(prompt) ?? [];
	return {about: 'secret', kind: 'answer', of: who, prompt: words.trim()};
};
