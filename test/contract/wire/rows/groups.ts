import { type Table, tableOf } from '../../../support/wire/run-row.ts';
import { ADDRESSES } from './addresses.ts';
import { ENDS } from './ends.ts';
import { ERRORS } from './errors.ts';
import { FIELDS } from './fields.ts';
import { FRAMES } from './frames.ts';
import { LISTS } from './lists.ts';
import { REFUSALS } from './refusals.ts';
import { REQUESTS } from './requests.ts';
import { SIZE } from './size.ts';
import { STOP } from './stop.ts';
import { THINKING } from './thinking.ts';
import { TIME } from './time.ts';
import { TRANSPORT } from './transport.ts';
import { COUNTS } from './usage.ts';
import { WISHES } from './wishes.ts';

/** All behaviours, in the order of the printed table. */
export const TABLES: readonly Table[] = [
	...[FRAMES, TRANSPORT, FIELDS, ENDS, ERRORS, THINKING, COUNTS, REFUSALS, REQUESTS, ADDRESSES, WISHES, TIME, STOP].map(tableOf),
	LISTS,
	tableOf(SIZE),
];
