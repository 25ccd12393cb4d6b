import { tableOf } from '../../support/wire/run-row.ts';
import { suite } from '../../support/wire/suite.ts';
import { ENDS } from './rows/ends.ts';
import { FIELDS } from './rows/fields.ts';
import { THINKING } from './rows/thinking.ts';

suite(tableOf(FIELDS));
suite(tableOf(ENDS));
suite(tableOf(THINKING));
