import type {BuildDraft, BuildSource} from '../../source/model/build.ts';
import type {BuildRequest} from '../../source/plan/build.ts';
import {source as snapshot} from './sources.ts';

const source: BuildSource = {
	context: {
		folder: '/home/alice/web',
		entries: [{path: 'a', kind: 'file', size: 100}],
		bytes: 100,
		ignore: undefined,
		notes: ['Sockets are not sent.'],
	},
	file: {path: 'Containerfile', text: 'FROM localhost/node-base:22\n'},
	worker: snapshot.worker,
	facts: snapshot.facts,
	references: ['localhost/taken:1'],
	containerfile: {
		base: 'localhost/node-base:22',
		needsDockerFormat: false,
		declared: ['NODE'],
		problem: undefined,
		secrets: [],
		warnings: ['Containerfile:2: ENV A looks like a secret.'],
	},
	base: {...snapshot.image, labels: {'io.clustercode.capabilities': 'git,node'}},
};
const draft: BuildDraft = {
	name: 'web',
	tag: '1',
	capabilities: ['custom:erp'],
	overwrite: false,
	buildArgs: ['NODE=it’s 22', 'PATH=/x'],
};
export const buildRequest: BuildRequest = {
	job: 'j',
	user: 'alice',
	source,
	draft,
	createdAt: '2026-11-28T10:00:00.000Z',
};
