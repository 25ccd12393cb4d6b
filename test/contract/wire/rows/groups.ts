import type { Group } from '../../../support/wire/rows.ts';
import { ENDS } from './ends.ts';
import { ERRORS } from './errors.ts';
import { FIELDS } from './fields.ts';
import { FRAMES } from './frames.ts';
import { REFUSALS } from './refusals.ts';
import { REQUESTS } from './requests.ts';
import { SIZE } from './size.ts';
import { THINKING } from './thinking.ts';
import { TIME } from './time.ts';
import { TRANSPORT } from './transport.ts';
import { COUNTS } from './usage.ts';

/** All behaviours of the table, in its order. */
export const GROUPS: readonly Group[] = [FRAMES, TRANSPORT, FIELDS, ENDS, ERRORS, THINKING, COUNTS, REFUSALS, REQUESTS, TIME, SIZE];
