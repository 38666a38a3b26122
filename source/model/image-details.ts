import {capabilityTitle} from './capability.ts';
import {hideInText} from './hide-secrets.ts';
import type {Image} from './image.ts';
import type {ImageConfig} from './image-config.ts';
import {type ImageUse, otherTags, usedByText} from './image-use.ts';
import {labels} from './labels.ts';
import {type PackageList, packageCounts} from './sbom.ts';
import {minuteText} from './when.ts';

/** One entry of an image's history, the newest first. */
export type ImageLayer = {readonly bytes: number; readonly madeBy: string};

/** Without secrets: `config` is that of hideInConfig. */
export type ImageDetails = {
	readonly image: Image;
	readonly config: ImageConfig;
	readonly layers: readonly ImageLayer[];
	/** The references it was made from, the nearest first. */
	readonly lineage: readonly string[];
	readonly use: ImageUse;
	readonly packages: PackageList;
	/** How large the disk of its Windows is to a launched DevBox, as its settings say: `64G`. */
	readonly diskSize?: string | undefined;
};

/** @param all managed images of its worker. An image can be made from an older one of the same name, so no name comes twice. */
export const lineageOf = (image: Image, all: readonly Image[]): readonly string[] => {
	const line: string[] = [];
	for (let base = image.base; base !== undefined && !line.includes(base); ) {
		line.push(base);
		const name = base;
		base = all.find(each => each.reference === name)?.base;
	}
	return line;
};

/** Facts about an image, a label and a text each; empty ones are left out. @param size writes bytes */
export const imageFacts = (
	{image, config, layers, lineage, use, packages, diskSize}: ImageDetails,
	size: (bytes: number) => string,
): readonly {readonly label: string; readonly text: string}[] =>
	[
		{label: 'Reference', text: image.reference},
		{label: 'Worker', text: image.worker},
		{label: 'Copied from', text: use.copiedFrom ?? ''},
		...(use.registries ?? []).map(({name, digest}) => ({label: 'In registry', text: `${name} (${digest})`})),
		{label: 'Image ID', text: image.id},
		{label: 'Owner', text: image.owner ?? 'unknown'},
		{label: 'Created', text: minuteText(image.createdAt)},
		{label: 'Size', text: sizeText(image, diskSize, size)},
		{label: 'System', text: `${image.os}, ${config.architecture}`},
		{label: 'Capabilities', text: image.capabilities.map(capabilityTitle).join(', ')},
		{label: 'Packages', text: packageCounts(packages)},
		{label: 'Lineage', text: lineage.join(' ← ')},
		{label: 'Job', text: config.labels[labels.job] ?? ''},
		{label: 'Other tags', text: otherTags(image, use).join(', ')},
		{label: 'Used by', text: usedByText(use)},
		{label: 'Entrypoint', text: config.entrypoint.join(' ')},
		{label: 'Command', text: config.command.join(' ')},
		{label: 'Variables', text: config.env.join(', ')},
		{label: 'Ports', text: config.exposedPorts.join(', ')},
		{label: 'User', text: config.user},
		{label: 'Folder', text: config.workdir},
		{label: 'Volumes', text: config.volumes.join(', ')},
		{label: 'Stop signal', text: config.stopSignal},
		{label: 'Health check', text: hideInText((config.healthCheck?.test ?? []).join(' '))},
		...Object.entries(config.labels)
			.toSorted(([a], [b]) => (a < b ? -1 : 1))
			.map(([name, value]) => ({label: 'Label', text: `${name}=${value}`})),
		...layers.map(({bytes, madeBy}) => ({label: 'Layer', text: `${size(bytes)}  ${madeBy}`.trim()})),
	].filter(({text}) => text !== '');

/** Of Windows also its disk: what the image stores is only what is written on it. */
const sizeText = (
	{os, sizeBytes}: Image,
	diskSize: string | undefined,
	size: (bytes: number) => string,
): string => {
	if (os !== 'windows') return size(sizeBytes);
	return diskSize === undefined
		? `${size(sizeBytes)}, with the disk of Windows`
		: `${size(sizeBytes)} stored of a Windows disk of ${diskSize}`;
};
