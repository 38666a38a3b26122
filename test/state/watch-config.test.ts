import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {beforeEach, expect, onTestFinished, test, vi} from 'vitest';
import {readSettings} from '../../source/disk/settings.ts';
import {settingsWithoutFile} from '../../source/model/settings.ts';
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

/** Watches until the end of the test. @param known what the start has read, as its cache would give it back */
const watch = (known: KnownConfig, exists = true) => {
	vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
	onTestFinished(() => void vi.useRealTimers());
	const stop = new AbortController();
	onTestFinished(() => stop.abort());
	store = createStore(reduceApp, newAppState(known.settings, {file, exists}, {}));
	void watchConfig({store, read, known, signal: stop.signal});
};

/** What the screen says some seconds later. */
const later = async (): Promise<string | undefined> => {
	await vi.advanceTimersByTimeAsync(5000);
	// The file is read for real.
	for (let turn = 0; turn < 50; turn += 1) await new Promise(resolve => setImmediate(resolve));
	return store.get().config.notice;
};

/** Reading takes as long as the machine likes. */
const sees = (notice: unknown) =>
	vi.waitFor(async () => expect(await later()).toEqual(notice), {timeout: 10_000});

test('a config file that is changed while Ingot is open is told, until it is as before', async () => {
	watch(JSON.parse(JSON.stringify(await read())));
	expect(await later()).toBeUndefined();
	writeFileSync(file, `${forge}  - {name: forge-2, ssh: forge-2.lan}\n`);
	await sees(changed);
	writeFileSync(file, forge);
	await sees(undefined);
});

test('a comment or a blank line changes nothing', async () => {
	watch(await read());
	writeFileSync(file, `# my workers\n\n${forge}`);
	for (let each = 0; each < 3; each += 1) expect(await later()).toBeUndefined();
});

test('a config file that cannot be used any more is told with the reason', async () => {
	watch(await read());
	writeFileSync(file, 'workers:\n  - {name: forge-1, host: forge-1.lan, ssh: forge-1.lan}\n');
	await sees(
		expect.stringMatching(
			/^The config file has changed\. \S+config\.yaml cannot be used: workers\[0\]\.host \(line 2\): unknown field/u,
		),
	);
	rmSync(file);
	await sees(changed);
});

test('what the first run has written is no change', async () => {
	watch({settings: settingsWithoutFile('alice'), stamp: 'none alice'}, false);
	expect(await later()).toBeUndefined();
	store.send({type: 'config-written', settings: (await read()).settings});
	expect(await later()).toBeUndefined();
	writeFileSync(file, `${forge}theme: light\n`);
	await sees(changed);
});
