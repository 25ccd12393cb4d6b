import type { Group } from '../../../support/wire/rows.ts';
import { ENDS } from './ends.ts';
import { ERRORS } from './errors.ts';
import { FIELDS } from './fields.ts';
import { FRAMES } from './frames.ts';
import { TRANSPORT } from './transport.ts';
import { COUNTS } from './usage.ts';

/** All behaviours of the table, in its order. */
export const GROUPS: readonly Group[] = [FRAMES, TRANSPORT, FIELDS, ENDS, ERRORS, COUNTS];
