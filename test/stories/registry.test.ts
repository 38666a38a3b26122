import {expect, onTestFinished, test} from 'vitest';
import {homeIn} from '../driver/homes.ts';
import type {Lab} from '../lab/lab.ts';
import {holdRegistryLab, type LabRegistry} from '../live/registry-lab.ts';
import type {SnapshotLab} from '../live/snapshot-lab.ts';

let lab: Lab;
let a: SnapshotLab;
let b: SnapshotLab;
let registry: LabRegistry;

holdRegistryLab('regstory', held => {
	({lab, a, b, registry} = held);
});

/** Makes an image of alice on the first worker, as old as is said. */
const make = (reference: string, daysOld: number): Promise<string> =>
	a.sh(`cd /tmp && head -c 300000 /dev/urandom >f && printf '%s\\n' 'FROM localhost/devbase:1' 'COPY f /f' \\
		'LABEL io.clustercode.managed=true io.clustercode.os=linux io.clustercode.owner=alice' |
		podman build --quiet --file - --timestamp "$(($(date +%s) - ${daysOld} * 86400))" --tag localhost/${reference} . >/dev/null`);

const openImages = async () => {
	const terminal = homeIn(lab).open({columns: 120, rows: 44});
	onTestFinished(() => terminal.close());
	await terminal.sees(/\b2 ready/u);
	terminal.type('3');
	return terminal;
};

test('an image gets to another worker through a registry by keys, and the list says that it is there', async () => {
	await make('mine:1', 0);
	const terminal = await openImages();
	await terminal.sees('mine');
	terminal.type('/').type('mine').press('enter');
	await terminal.sees(/❯ .*mine/u);
	const name = `${registry.at}/team/mine:1`;
	terminal.type('U');
	await terminal.sees('Push mine:1 to a registry');
	terminal.type(name).press('enter');
	await terminal.sees(`${name} is in the registry.`);
	terminal.press('esc');
	await terminal.sees(`In registry   ${name}`);
	terminal.type('P');
	await terminal.sees(`Pull an image from a registry to ${lab.name}-a`);
	terminal.type(name).press('tab');
	await terminal.sees(`Worker: ${lab.name}-b`);
	terminal.press('enter');
	await terminal.sees('localhost/mine:1 is ready.');
	const id = "podman image inspect --format '{{.Id}}' localhost/mine:1";
	expect(await b.sh(id)).toBe(await a.sh(id));
});

test('the launch picker of a worker pulls what it lacks with one key, and then has it', async () => {
	await make('lacking:1', 0);
	const terminal = await openImages();
	await terminal.sees('lacking');
	terminal.type('/').type('lacking').press('enter');
	await terminal.sees(/❯ .*lacking/u);
	const name = `${registry.at}/team/lacking:1`;
	terminal.type('U');
	await terminal.sees('Push lacking:1 to a registry');
	terminal.type(name).press('enter');
	await terminal.sees(`${name} is in the registry.`);
	terminal.press('esc').type('1').type('l');
	await terminal.sees('Select a worker. The DevBox runs there');
	terminal.type('/').type(`${lab.name}-b`).press('enter');
	await terminal.sees(new RegExp(`❯ .*${lab.name}-b`, 'u'));
	terminal.press('enter');
	await terminal.sees(`ctrl+p pulls ${name}, which ${lab.name}-b lacks.`);
	terminal.press('ctrl+p');
	await terminal.sees(`Pull an image from a registry to ${lab.name}-b`);
	terminal.press('enter');
	await terminal.sees('localhost/lacking:1 is ready.');
	terminal.press('esc');
	await terminal.sees(/Launch › \S+-b › Image[\s\S]*lacking +1 /u);
	await terminal.seesNo('ctrl+p pulls');
});

test('old images are listed with the reasons, and deleted by keys', async () => {
	await make('weekly:1', 40);
	await make('weekly:2', 20);
	await make('weekly:3', 1);
	const terminal = await openImages();
	await terminal.sees('weekly');
	terminal.type('O');
	await terminal.sees('Keep how many of your images of each name?');
	terminal.press('backspace').type('1').press('tab', 'tab', 'enter');
	await terminal.sees(/Delete 1 of your \d images\?/u);
	await terminal.sees(`weekly:1 on ${lab.name}-a: number 3 of its name by age`);
	await terminal.sees(`weekly:2 on ${lab.name}-a: kept, young enough`);
	terminal.type('delete 1').press('enter');
	await terminal.sees('Old images are deleted.');
	const left = await a.sh("podman images --format '{{.Repository}}:{{.Tag}}' | grep weekly | sort");
	expect(left).toBe('localhost/weekly:2\nlocalhost/weekly:3');
});
