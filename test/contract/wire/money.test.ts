import { tableOf } from '../../support/wire/run-row.ts';
import { suite } from '../../support/wire/suite.ts';
import { COUNTS } from './rows/usage.ts';

suite(tableOf(COUNTS));
