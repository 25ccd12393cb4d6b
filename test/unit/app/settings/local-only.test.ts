import { describe, expect, test } from 'vitest';
import { localOnlyBy, setLocalOnly } from '../../../../src/app/settings/local-only.ts';
import type { LocalOnlyBy } from '../../../../src/app/settings/source.ts';

describe('who allows local models only', () => {
	test.each<[string, Parameters<typeof localOnlyBy>[0], LocalOnlyBy]>([
		['nobody', [{ defaultValue: false }, undefined], null],
		['the user', [{ globalValue: true }], 'user'],
		['a workspace, which goes before the user', [{ globalValue: true, workspaceValue: true }], 'workspace'],
		['one folder of many', [{ globalValue: false }, { workspaceFolderValue: true }, { workspaceFolderValue: false }], 'workspace'],
		['the user, whom a workspace cannot overrule', [{ globalValue: true, workspaceValue: false }], 'user'],
		['whoever writes something that is no plain off', [{ workspaceValue: 'no' }], 'workspace'],
		['nobody where both say off', [{ globalValue: false, workspaceValue: false }], null],
	])('%s', (_, scopes, by) => {
		expect(localOnlyBy(scopes)).toBe(by);
	});
});

describe("the user's switch", () => {
	const run = async (by: LocalOnlyBy, on: boolean) => {
		const told: string[] = [];
		const written: unknown[] = [];
		const settings = { localOnlySetBy: () => by, updateUser: async (...write: unknown[]) => void written.push(write) };
		await setLocalOnly(settings, { tell: (_, text) => told.push(text) }, on);
		expect(written).toEqual([['routoo.localOnly', on]]);
		return told;
	};

	test('turned off under a workspace that has it on is written, and said to have no effect here', async () => {
		expect(await run('workspace', false)).toEqual(['This workspace allows local models only (routoo.localOnly in its settings).']);
	});

	test('says nothing otherwise', async () => {
		for (const [by, on] of [
			['workspace', true],
			['user', false],
			[null, true],
		] as const) {
			expect(await run(by, on)).toEqual([]);
		}
	});
});
