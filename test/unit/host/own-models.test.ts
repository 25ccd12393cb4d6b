import { expect, test } from 'vitest';
import { OwnModels } from '../../../src/host/models/own-models.ts';

const own = new OwnModels(() => []);

test.each([
	['routoo', 'auto', 'routoo', 'Routoo Auto', true],
	['acme', 'routoo/auto', 'x', 'Auto', true],
	['acme', 'auto', 'routoo', 'Auto', true],
	['acme', 'auto', 'x', 'Routoo Auto via Acme', true],
	['acme', 'auto', 'x', 'Acme: Routoo Auto', true],
	['acme', 'routoo-auto', 'x', 'Auto', true],
	['acme', 'x.routoo_save', 'x', 'Auto', true],
	['acme', 'routool-1', 'x', 'Grouroutoo', false],
	['routoo-test', 'helper-1', 'helper', 'Helper', false],
	['acme', 'auto', 'x', 'Auto', false],
])('%s/%s of family %s named %s', (vendor, id, family, name, expected) => {
	expect(own.isOwn({ vendor, id, family, version: '1', name })).toBe(expected);
});
