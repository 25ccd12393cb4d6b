import { ON } from '../../../support/wire/adapters.ts';
import type { Group } from '../../../support/wire/rows.ts';
import { answer, streams, whole } from '../../../support/wire/vocabulary.ts';

export const PLAIN: Group = {
	name: 'plain',
	rows: [{ name: 'an answer as it should be', on: ON.all, reply: streams(answer()), expect: whole({ ended: 'stop' }) }],
};
