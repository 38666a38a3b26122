import {getEventListeners} from 'node:events';
import {expect, test} from 'vitest';
import {newAppState, reduceApp} from '../../source/state/app-state.ts';
import {askPerson} from '../../source/state/ask-person.ts';
import {createStore} from '../../source/state/store.ts';

const question = (worker: string) => ({
	worker,
	host: 'forge',
	keyType: 'ssh-ed25519',
	fingerprint: 'SHA256:abc',
	file: '/known',
});
const newPerson = () => {
	const settings = {account: {user: 'alice', plan: 'pro', role: 'member'}, workers: []} as const;
	const store = createStore(
		reduceApp,
		newAppState({...settings, sshConfig: undefined}, {file: '/config.yaml', exists: true}, {}),
	);
	return {store, person: askPerson(store)};
};

test('a host key that was not trusted is asked about again only when somebody wants that worker', async () => {
	const {store, person} = newPerson();
	const first = person.askHostKey(question('forge'));
	expect(store.get().questions).toHaveLength(1);
	person.answerHostKey(store.get().questions[0] ?? question(''), 'no');
	expect(await first).toBe('no');
	expect(await person.askHostKey(question('forge'))).toBe('no');
	expect(store.get().questions).toEqual([]);
	person.onWanted('else');
	expect(await person.askHostKey(question('forge'))).toBe('no');
	person.onWanted('forge');
	const again = person.askHostKey(question('forge'));
	person.answerHostKey(store.get().questions[0] ?? question(''), 'once');
	expect(await again).toBe('once');
});

test('another worker is asked about all the same, and a jump host is wanted with the worker behind it', async () => {
	const {store, person} = newPerson();
	const bastion = question('bastion on the way to forge');
	const first = person.askHostKey(bastion);
	person.answerHostKey(bastion, 'no');
	expect(await first).toBe('no');
	void person.askHostKey(question('else'));
	expect(store.get().questions).toHaveLength(1);
	person.onWanted('forge');
	void person.askHostKey(bastion);
	expect(store.get().questions).toHaveLength(2);
});

test('a jump host whose question was dismissed does not ask again for the next worker behind it', async () => {
	const {store, person} = newPerson();
	const first = person.askHostKey(question('bastion on the way to forge'));
	person.answerHostKey(store.get().questions[0] ?? question(''), 'no');
	expect(await first).toBe('no');
	expect(await person.askHostKey(question('bastion on the way to anvil'))).toBe('no');
	void person.askHostKey(question('gate on the way to anvil'));
	expect(store.get().questions).toHaveLength(1);
	person.onWanted('anvil');
	void person.askHostKey(question('bastion on the way to anvil'));
	expect(store.get().questions).toHaveLength(2);
});

test('a question that was answered is not answered again when its connection is given up', async () => {
	const {store, person} = newPerson();
	const connection = new AbortController();
	const secret = {
		worker: 'forge',
		kind: 'password',
		of: 'al@forge',
		prompt: '',
		isEchoed: false,
		attempt: 1,
	} as const;
	const answer = person.askSecret(secret, connection.signal);
	person.answerSecret(secret, 'word');
	expect(await answer).toBe('word');
	const after = store.get();
	expect(getEventListeners(connection.signal, 'abort')).toEqual([]);
	connection.abort();
	expect(store.get()).toBe(after);
});

test('a question disappears when its connection is given up', async () => {
	const {store, person} = newPerson();
	const connection = new AbortController();
	const secret = {
		worker: 'forge',
		kind: 'password',
		of: 'al@forge',
		prompt: '',
		isEchoed: false,
		attempt: 1,
	} as const;
	const answer = person.askSecret(secret, connection.signal);
	connection.abort();
	expect(await answer).toBeUndefined();
	expect(store.get().secrets).toEqual([]);
});
