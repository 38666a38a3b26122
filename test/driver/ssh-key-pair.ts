import ssh2 from 'ssh2';

/** An ed25519 key pair in OpenSSH's format. Of those that ssh2 makes, it cannot read one of some 500 itself. */
export const sshKeyPair = (): {readonly private: string; readonly public: string} => {
	for (;;) {
		const pair = ssh2.utils.generateKeyPairSync('ed25519');
		if ([pair.private, pair.public].every(each => !(ssh2.utils.parseKey(each) instanceof Error))) return pair;
	}
};
