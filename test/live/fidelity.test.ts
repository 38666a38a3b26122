import {fidelitySuite, ordinaryWorkers} from './fidelity-suite.ts';
import {fidelityTable} from './fidelity-table.ts';

fidelitySuite(fidelityTable, () => ordinaryWorkers(2));
