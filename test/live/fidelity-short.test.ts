import {fidelitySuite} from './fidelity-suite.ts';
import {shortTable} from './fidelity-table.ts';

fidelitySuite(shortTable);
