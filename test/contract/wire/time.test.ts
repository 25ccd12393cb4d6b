import { tableOf } from '../../support/wire/run-row.ts';
import { suite } from '../../support/wire/suite.ts';
import { STOP } from './rows/stop.ts';
import { TIME } from './rows/time.ts';

suite(tableOf(TIME));
suite(tableOf(STOP));
