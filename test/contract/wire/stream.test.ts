import { tableOf } from '../../support/wire/run-row.ts';
import { suite } from '../../support/wire/suite.ts';
import { FRAMES } from './rows/frames.ts';
import { TRANSPORT } from './rows/transport.ts';

suite(tableOf(FRAMES));
suite(tableOf(TRANSPORT));
