import { suite } from '../../support/wire/suite.ts';
import { LISTS } from './rows/lists.ts';

suite(LISTS);
