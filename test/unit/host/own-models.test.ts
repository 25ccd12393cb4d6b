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

test('an extension that asks again and again while its own models are asked is found out, however it words that', () => {
	const nested = new OwnModels((extension) => (extension === 'acme.wrap' ? ['acme'] : []));
	const cameBack = (initiator: string, n: number) =>
		nested.cameBack({ options: {}, initiator, messages: [{ role: 'user', parts: [{ type: 'text', text: `Wrapped ${n}` }] }] });
	const begin = (n: number) => nested.begin('acme/clever', [{ role: 'user', parts: [{ type: 'text', text: `Asked ${n}` }] }]);
	const found: (string | null)[] = [];
	for (let n = 0; n < 6; n++) {
		begin(n);
		expect(cameBack('other.extension', n)).toBeNull();
		found.push(cameBack('acme.wrap', n));
	}
	expect(found).toEqual([null, null, null, null, null, 'acme/clever']);
	expect(nested.leadsBack('acme/clever')).toBe(true);
});
