import { tableOf } from '../../support/wire/run-row.ts';
import { suite } from '../../support/wire/suite.ts';
import { SIZE } from './rows/size.ts';

suite(tableOf(SIZE));
