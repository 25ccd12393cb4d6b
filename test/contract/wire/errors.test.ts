import { tableOf } from '../../support/wire/run-row.ts';
import { suite } from '../../support/wire/suite.ts';
import { ERRORS } from './rows/errors.ts';

suite(tableOf(ERRORS));
