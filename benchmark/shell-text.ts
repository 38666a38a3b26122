// Worker-side scripts are imported as text, as the bundle does: `node --import ./benchmark/shell-text.ts …`.
import {readFileSync} from 'node:fs';
import {registerHooks} from 'node:module';
import {fileURLToPath} from 'node:url';

registerHooks({
	load(url, context, next) {
		if (!url.endsWith('.sh')) return next(url, context);
		const text = readFileSync(fileURLToPath(url), 'utf8');
		return {format: 'module', shortCircuit: true, source: `export default ${JSON.stringify(text)}`};
	},
});
