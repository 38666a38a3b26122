import {configRows} from './fidelity-config-rows.ts';
import {fileRows} from './fidelity-file-rows.ts';
import {hostRows} from './fidelity-host-rows.ts';
import type {Row} from './fidelity-row.ts';
import {toolRows} from './fidelity-tool-rows.ts';
import {variableRows} from './fidelity-variable-rows.ts';

/** All containers that the fidelity test makes, each snapshot by every method that is possible for it. */
export const fidelityTable: readonly Row[] = [
	...configRows,
	...variableRows,
	...hostRows,
	...toolRows,
	...fileRows,
];

const special = [
	'docker format with everything',
	'secret in a variable',
	'distrobox',
	'every kind of file',
	'odd names',
	'mapped ids',
	'extended attributes',
];

/** Those with special cases, by the method that is taken by itself, for every run of the tests. */
export const shortTable: readonly Row[] = fidelityTable
	.filter(({name}) => special.includes(name))
	.map(row => ({...row, methods: ['staging']}));
