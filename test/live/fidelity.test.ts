import {fidelitySuite} from './fidelity-suite.ts';
import {fidelityTable} from './fidelity-table.ts';

fidelitySuite(fidelityTable);
