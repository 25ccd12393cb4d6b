import { expect, test } from 'vitest';
import { closedFamily } from '../../../../src/core/model/passed-on.ts';

test.each([
	['gpt-4o', 'openai'],
	['gpt4', 'openai'],
	['GPT\u20114o', 'openai'],
	['gpt4all-falcon', null],
	['my-gpt-4-clone', null],
	['gpt-oss:20b', null],
])('%s belongs to %s', (id, vendor) => expect(closedFamily(id)).toBe(vendor));
