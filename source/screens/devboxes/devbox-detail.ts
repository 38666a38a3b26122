import prettyBytes from 'pretty-bytes';
import {capabilityTitle} from '../../model/capability.ts';
import {counted} from '../../model/counted.ts';
import {type DevboxAbout, ownerOf, reasonText} from '../../model/devbox.ts';
import {mountTexts} from '../../model/devbox-facts.ts';
import {type Fleet, imagesOf, schedulesOf} from '../../model/fleet.ts';
import {cpuText, memoryText, type Usage} from '../../model/usage.ts';
import {age, ago} from '../shared/age.ts';
import type {Detail} from '../shared/list-panels.tsx';
import type {DevboxRow} from './devbox-rows.ts';
import {tunnelCommand} from './tunnel.ts';

/** What is known of the DevBox under the cursor; the reason why it is not eligible for a snapshot stands there in full. */
export const devboxDetail = (
	{devbox, why, isBusy}: DevboxRow,
	fleet: Fleet,
	{about, usage}: {about?: DevboxAbout | undefined; usage?: Usage | undefined} = {},
): Detail => {
	const owner = ownerOf(devbox);
	const image = imagesOf(fleet, devbox.worker).find(each => each.id === devbox.imageId);
	const made = image?.owner === undefined ? '' : `, made by ${image.owner}`;
	const schedules = schedulesOf(fleet, devbox.worker).filter(each => each.draft.name === devbox.name);
	return {
		title: devbox.name,
		note:
			devbox.startedAt === undefined
				? `${isBusy ? 'busy' : devbox.state} on ${devbox.worker}`
				: `${upText(devbox.startedAt)} on ${devbox.worker}`,
		rows: [
			{
				label: 'Snapshot',
				text: why.length === 0 ? 'ready' : `unavailable: ${reasonText(devbox, why)}`,
				meaning: why.length === 0 ? 'success' : 'warning',
			},
			{label: 'Image', text: `${devbox.image}${made}`},
			{label: 'Forked from', text: devbox.forkedFrom ?? ''},
			{label: 'Usage', text: usageText(usage)},
			{label: 'Own layer', text: layerText(about)},
			{label: 'Mounts', text: mountTexts(about?.mounts ?? [], devbox.os === 'windows').join('; ')},
			{label: 'Owner', text: ownerText(owner, devbox)},
			{label: 'Capabilities', text: devbox.capabilities.map(capabilityTitle).join(', ')},
			{label: 'Ports', text: portsText(devbox.ports)},
			{label: 'Tunnel', text: tunnelCommand(devbox.ports, fleet[devbox.worker]?.worker)},
			{label: 'Created', text: ago(devbox.createdAt)},
			{label: 'Schedule', text: schedules.map(each => each.draft.name).join(', ')},
			{label: 'ID', text: devbox.id.slice(0, 12)},
		],
	};
};

/** More would fill the panel. */
const maxPorts = 20;

const portsText = (ports: readonly string[]): string =>
	ports.length <= maxPorts
		? ports.join(', ')
		: `${ports.slice(0, maxPorts).join(', ')} and ${ports.length - maxPorts} more`;

const usageText = (usage: Usage | undefined): string => {
	const [cpu, memory] = [cpuText(usage), memoryText(usage)];
	return [cpu && `${cpu} of a core`, memory].filter(Boolean).join(' · ');
};

const layerText = (about: DevboxAbout | undefined): string => {
	if (about?.ownLayer === undefined) return '';
	const {bytes, files} = about.ownLayer;
	return `${prettyBytes(bytes)} in ${counted(files, 'file')}`;
};

const ownerText = (owner: string | undefined, {launchedBy, madeWith}: DevboxRow['devbox']): string => {
	if (owner === undefined)
		return madeWith === undefined ? 'nobody; not launched by Ingot' : `made with ${madeWith}`;
	return launchedBy === undefined ? `${owner}, adopted` : owner;
};

const upText = (startedAt: number): string => {
	const time = age(startedAt);
	return time === 'now' ? 'started just now' : `up ${time}`;
};
