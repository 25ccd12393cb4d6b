import { tableOf } from '../../support/wire/run-row.ts';
import { suite } from '../../support/wire/suite.ts';
import { ADDRESSES } from './rows/addresses.ts';
import { REFUSALS } from './rows/refusals.ts';
import { REQUESTS } from './rows/requests.ts';
import { WISHES } from './rows/wishes.ts';

suite(tableOf(REFUSALS));
suite(tableOf(REQUESTS));
suite(tableOf(ADDRESSES));
suite(tableOf(WISHES));
