import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {Resvg} from '@resvg/resvg-js';
import {fromCastFile, toCastFile} from './cast.ts';
import {shoot} from './shoot.ts';
import {toAnimation} from './to-animation.ts';
import {toSvg} from './to-svg.ts';

const write = (name: string, content: string | Uint8Array): void =>
	writeFileSync(path.resolve(import.meta.dirname, '../../docs/pictures', name), content);

const cast = await shoot((name, terminal) => {
	const picture = new Resvg(toSvg(terminal.emulator), {
		font: {defaultFontFamily: 'DejaVu Sans Mono', loadSystemFonts: true},
	});
	write(`${name}.png`, picture.render().asPng());
	// What the test compares with the screen of then.
	write(`${name}.txt`, `${terminal.screen()}\n`);
});
write('film.cast', toCastFile(cast));
// As it is in the file: its times are rounded.
write('film.svg', await toAnimation(fromCastFile(toCastFile(cast))));
process.exit(0);
