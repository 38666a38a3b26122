import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {beforeEach, expect, onTestFinished, test, vi} from 'vitest';
import {readSettings} from '../../source/disk/settings.ts';
import {type AppStore, newAppState, reduceApp} from '../../source/state/app-state.ts';
import {createStore} from '../../source/state/store.ts';
import {type KnownConfig, watchConfig} from '../../source/state/watch-config.ts';

const forge = 'workers:\n  - {name: forge-1, ssh: forge-1.lan}\n';
const changed = 'The config file has changed. Start Ingot again to use it.';

let file: string;
let store: AppStore;
beforeEach(() => {
	const folder = mkdtempSync(path.join(tmpdir(), 'ingot-config-'));
	file = path.join(folder, 'config.yaml');
	writeFileSync(file, forge);
	onTestFinished(() => rmSync(folder, {recursive: true}));
});

const read = (known?: KnownConfig) => readSettings(file, 'alice', {known});

/** Watches until the end of the test. @param used what the start uses, as its cache would give it back */
const watch = async (used: KnownConfig | undefined) => {
	vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
	onTestFinished(() => void vi.useRealTimers());
	const stop = new AbortController();
	onTestFinished(() => stop.abort());
	const settings = used?.settings ?? (await read()).settings;
	store = createStore(reduceApp, newAppState(settings, {file, exists: used !== undefined}, {}));
	void watchConfig({store, read, used, signal: stop.signal});
};

/** What the screen says some seconds later. */
const later = async (): Promise<string | undefined> => {
	await vi.advanceTimersByTimeAsync(5000);
	// The file is read for real.
	for (let turn = 0; turn < 50; turn += 1) await new Promise(resolve => setImmediate(resolve));
	return store.get().config.notice;
};

test('a config file that is changed while Ingot is open is told, until it is as before', async () => {
	await watch(JSON.parse(JSON.stringify(await read())));
	expect(await later()).toBeUndefined();
	writeFileSync(file, `${forge}  - {name: forge-2, ssh: forge-2.lan}\n`);
	await vi.waitFor(async () => expect(await later()).toBe(changed));
	writeFileSync(file, forge);
	await vi.waitFor(async () => expect(await later()).toBeUndefined());
});

test('a comment or a blank line changes nothing', async () => {
	await watch(await read());
	writeFileSync(file, `# my workers\n\n${forge}`);
	for (let each = 0; each < 3; each += 1) expect(await later()).toBeUndefined();
});

test('a config file that cannot be used any more is told with the reason', async () => {
	await watch(await read());
	writeFileSync(file, 'workers:\n  - {name: forge-1, host: forge-1.lan, ssh: forge-1.lan}\n');
	await vi.waitFor(async () =>
		expect(await later()).toMatch(
			/^The config file has changed\. \S+config\.yaml cannot be used: workers\[0\]\.host \(line 2\): unknown field/u,
		),
	);
	rmSync(file);
	await vi.waitFor(async () => expect(await later()).toBe(changed));
});

test('what the first run has written is no change', async () => {
	await watch(undefined);
	expect(await later()).toBeUndefined();
	store.send({type: 'config-written', settings: (await read()).settings});
	expect(await later()).toBeUndefined();
	writeFileSync(file, `${forge}theme: light\n`);
	await vi.waitFor(async () => expect(await later()).toBe(changed));
});
