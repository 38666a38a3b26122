import type {DevboxDetail, Mount} from './devbox.ts';
import {hideInConfig, hideInText} from './hide-secrets.ts';
import {isWindows} from './snapshot.ts';
import {holdsDisk} from './windows-disks.ts';

type Fact = {readonly label: string; readonly text: string};

/** What Podman knows of a DevBox, a label and a text each; empty ones are left out. No value of a variable, and no secret. */
export const inspectedFacts = (detail: DevboxDetail): readonly Fact[] => {
	const {entrypoint, command, env, labels} = hideInConfig(detail);
	return [
		{label: 'Entrypoint', text: entrypoint.join(' ')},
		{label: 'Command', text: command.join(' ')},
		{label: 'User', text: detail.user},
		{label: 'Folder', text: detail.workdir},
		{label: 'Hostname', text: detail.hostname},
		{label: 'Variables', text: env.join(', ')},
		{label: 'Exposed ports', text: detail.exposedPorts.join(', ')},
		{label: 'Networks', text: (detail.networks ?? []).join(', ')},
		...labelled('Mounts', mountTexts(detail.mounts, isWindows(detail))),
		{label: 'Restart', text: restartText(detail)},
		{label: 'Stop', text: `${detail.stopSignal || 'SIGTERM'}, killed after ${detail.stopTimeout} s`},
		{label: 'Health check', text: hideInText((detail.healthCheck?.test ?? []).join(' '))},
		{label: 'Storage', text: `${detail.layer.driver}${detail.layer.isIdMapped ? ', user IDs mapped' : ''}`},
		{label: 'Image digest', text: detail.imageDigest},
		...labelled(
			'Labels',
			Object.entries(labels)
				.toSorted(([a], [b]) => (a < b ? -1 : 1))
				.map(([name, value]) => `${name}=${value}`),
		),
	].filter(({text}) => text !== '');
};

const labelled = (label: string, texts: readonly string[]): readonly Fact[] =>
	texts.map((text, index) => ({label: index === 0 ? label : '', text}));

/** Each mount, and whether a snapshot leaves it out: all but the disk of Windows. */
export const mountTexts = (mounts: readonly Mount[], hasWindows: boolean): readonly string[] =>
	mounts.map(({type, source, destination}) => {
		const isDisk = hasWindows && holdsDisk(destination, undefined);
		return `${destination}: ${type} ${source}`.trim() + (isDisk ? '' : ', not part of a snapshot');
	});

const restartText = ({restart = '', autoRemove}: DevboxDetail): string => {
	if (autoRemove) return 'removed when it stops';
	return restart === '' || restart === 'no' ? 'never' : restart;
};
