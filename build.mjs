// Builds dist/bundle.js and dist/ingot.js, which the bin runs.
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {bundleChunks} from './build-chunks.ts';
import {launcherOf} from './build-launcher.ts';

mkdirSync('dist', {recursive: true});
const {text, chunks, metafile} = await bundleChunks('cli.tsx');
writeFileSync('dist/bundle.js', text);
writeFileSync('dist/chunks.json', JSON.stringify(chunks));
writeFileSync('dist/meta.json', JSON.stringify(metafile));

writeFileSync('dist/ingot.js', `#!/usr/bin/env node\n${launcherOf('dist')}`);
chmodSync('dist/ingot.js', 0o755);
// CommonJS, because Node's loader of ES modules costs a start some milliseconds.
writeFileSync('dist/package.json', '{"type": "commonjs"}\n');
