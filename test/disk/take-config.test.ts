import {expect, test} from 'vitest';
import {takeConfig} from '../../source/disk/take-config.ts';

const usual = '/home/a/.config/ingot/config.yaml';

test.each([
	['', usual, ''],
	['devboxes', usual, 'devboxes'],
	['--config /c.yaml', '/c.yaml', ''],
	['--config /c.yaml devboxes --json', '/c.yaml', 'devboxes --json'],
	['devboxes --config /c.yaml --json', '/c.yaml', 'devboxes --json'],
	['--config=/c.yaml devboxes', '/c.yaml', 'devboxes'],
	['devboxes --config=/c.yaml', '/c.yaml', 'devboxes'],
	['--config /a.yaml devboxes --config=/b.yaml', '/b.yaml', 'devboxes'],
	['shell api -w b -- srv --config /etc/srv.yaml x', usual, 'shell api -w b -- srv --config /etc/srv.yaml x'],
	['shell api -- srv --config=/etc/srv.yaml', usual, 'shell api -- srv --config=/etc/srv.yaml'],
	['--config /c.yaml launch x -- --config y -- z', '/c.yaml', 'launch x -- --config y -- z'],
	// As with a variable that is not set: refused, and not the folder that one is in.
	['--config= devboxes', '', 'devboxes'],
	// Without a file, the command complains.
	['devboxes --config', usual, 'devboxes --config'],
	['complete -- devboxes --config /c.yaml --j', '/c.yaml', 'complete -- devboxes --config /c.yaml --j'],
	['complete -- shell a -- b --config /c', usual, 'complete -- shell a -- b --config /c'],
])('`ingot %s` reads %s', (typed, configFile, rest) => {
	const words = (text: string) => text.split(' ').filter(Boolean);
	expect(takeConfig(words(typed), '/home/a/.config/ingot')).toEqual({
		configFile,
		isNamed: configFile !== usual,
		rest: words(rest),
	});
});
