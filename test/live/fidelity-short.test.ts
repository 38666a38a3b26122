import {fidelitySuite, ordinaryWorkers} from './fidelity-suite.ts';
import {shortTable} from './fidelity-table.ts';

fidelitySuite(shortTable, () => ordinaryWorkers(1));
