import {readFileSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import path from 'node:path';
import {Home} from '../test/driver/ingot.ts';
import {manyImages} from '../test/search/many-images.ts';
import {manyDevboxes, manyJobs} from './many-rows.ts';

const workers = Array.from({length: 10}, (_, index) => `forge-${index}`);

/** A home whose fleet is in the cache, as at every start but the first. */
export type CachedFleet = {readonly home: Home; readonly release: () => void};

/**
 * A fleet for the real bundle without a lab: so many images, 500 DevBoxes and 100 jobs on ten workers that accept a connection
 * and then stay silent, so that nothing else happens on the screen.
 */
export const cachedFleet = async (images: number): Promise<CachedFleet> => {
	const silent = createServer(socket => socket.on('error', () => {}));
	await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
	const {port} = silent.address() as AddressInfo;
	const home = new Home();
	const sshConfig = path.join(home.folder, 'ssh_config');
	writeFileSync(sshConfig, `Host forge-*\n HostName 127.0.0.1\n Port ${port}\n User alice\n`);
	writeFileSync(home.config, configText(sshConfig));
	const release = () => {
		silent.close();
		home.release();
	};
	await fillCache(home, images);
	return {home, release};
};

const configText = (sshConfig: string): string =>
	JSON.stringify({
		account: {user: 'alice', plan: 'pro', role: 'member'},
		sshConfig,
		workers: workers.map(name => ({name, ssh: name})),
	});

/** The first start writes the cache with its own stamp; the lists are then put into it. */
const fillCache = async (home: Home, images: number): Promise<void> => {
	const terminal = home.open({columns: 200, rows: 60});
	await terminal.sees('forge-9');
	terminal.type('q');
	await terminal.exited;
	terminal.close();
	const file = path.join(home.folder, 'cache/ingot/fleet.json');
	const cache = JSON.parse(readFileSync(file, 'utf8'));
	const at = Date.now();
	const all = manyImages(images);
	for (const worker of workers) {
		const managed = all.filter(each => each.worker === worker);
		Object.assign(cache.fleet[worker], {
			images: {content: {managed, references: managed.map(each => each.reference)}, at},
			devboxes: {content: manyDevboxes(worker, managed), at},
			jobs: {content: manyJobs(worker), at},
		});
	}
	writeFileSync(file, JSON.stringify(cache));
};
