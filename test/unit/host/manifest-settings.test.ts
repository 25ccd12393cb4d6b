import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { allSettings, withTexts } from '../../../scripts/kit/manifest-texts.ts';
import { root } from '../../../scripts/kit/paths.ts';
import { RETIRED, retiredInUse } from '../../../src/app/settings/retired.ts';
import { readSettings, SETTINGS } from '../../../src/app/settings/schema.ts';
import { COMMAND_IDS } from '../../../src/host/commands/ids.ts';

vi.mock('vscode', () => ({}));

interface Property {
	readonly type: string | readonly string[];
	readonly enum?: readonly string[];
	readonly enumDescriptions?: readonly string[];
	readonly minimum?: number;
	readonly maximum?: number;
	readonly order: number;
	readonly markdownDescription: string;
}

const { contributes } = withTexts(JSON.parse(readFileSync(`${root}/package.json`, 'utf8')));
const sections: readonly { id: string; title: string; order: number; properties: Record<string, Property> }[] = contributes.configuration;
const properties = allSettings(sections);
const isNumber = ({ type }: Property): boolean => [type].flat().some((one) => one === 'number' || one === 'integer');

test('at most 30 settings, in titled sections, in an order of their own', () => {
	expect(Object.keys(properties).length).toBeLessThanOrEqual(30);
	expect(sections.map(({ title }) => title)).toEqual([
		...['Routing', 'Budget', 'Chat', 'Completions', 'Agent', 'Providers', 'Other Tools', 'Privacy'],
	]);
	expect(sections.map(({ order }) => order)).toEqual(sections.map((_, index) => index + 1));
	expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length);
	for (const { title, properties: own } of sections) {
		expect(
			Object.values(own).map(({ order }) => order),
			title,
		).toEqual(Object.keys(own).map((_, index) => index + 1));
	}
	// One that stood in two sections would be counted once above.
	expect(sections.flatMap(({ properties: own }) => Object.keys(own)).length).toBe(Object.keys(properties).length);
});

test.each(Object.entries(properties))(
	'%s is described in a sentence that links to what it works with',
	(key, { markdownDescription, ...property }) => {
		expect(markdownDescription).toMatch(/^[A-Z].{40,}[.)]$/s);
		const linked = [...markdownDescription.matchAll(/`#([^#`]+)#`/g)].map(([, target]) => target as string);
		expect(linked.length).toBeGreaterThan(0);
		expect(linked).not.toContain(key);
		for (const target of linked) expect(Object.keys(properties)).toContain(target);
		for (const [, command] of markdownDescription.matchAll(/command:routoo\.(\w+)/g)) expect(COMMAND_IDS).toContain(command);
		if (property.enum !== undefined) expect(property.enumDescriptions?.length).toBe(property.enum.length);
	},
);

test.each(Object.entries(properties).filter(([, property]) => isNumber(property)))(
	'%s names its unit and has limits',
	(_key, { markdownDescription, minimum, maximum }) => {
		expect(markdownDescription).toMatch(/US dollars|per cent|milliseconds|\bseconds|Day of the month|Port number/);
		expect(typeof minimum).toBe('number');
		expect(typeof maximum).toBe('number');
	},
);

test('a setting that is no longer listed still holds where it is set', () => {
	expect(Object.keys(properties).sort()).toEqual(
		Object.keys(SETTINGS)
			.filter((key) => !RETIRED.some((one) => one === key))
			.sort(),
	);
	const own: Record<string, unknown> = {
		'routoo.agent.decisionLine': false,
		'routoo.completion.debounce': 'off',
		'routoo.completion.preset': 'best',
		'routoo.reading.fromCost': 2,
		'routoo.savings.reference': 'gpt-x',
	};
	expect(Object.keys(own).sort()).toEqual([...RETIRED].sort());
	const { settings, problems } = readSettings((key) => own[key]);
	expect(problems).toEqual([]);
	expect([
		settings.agent.decisionLine,
		settings.completion.debounce,
		settings.completion.preset,
		settings.reading.fromCost,
		settings.savingsReference,
	]).toEqual([...[false, 'off', 'best', 2_000_000, 'gpt-x']]);
});

test('of those the log names only what the user himself has set, and what holds without it', () => {
	expect(retiredInUse(() => undefined)).toEqual([]);
	expect(retiredInUse(() => ({ defaultValue: 1, workspaceValue: 'off' }))).toEqual([]);
	expect(retiredInUse((key) => (key === 'routoo.completion.debounce' ? { globalValue: 'off' } : {}))).toEqual([
		'routoo.completion.debounce is no longer among the listed settings. Your value holds; remove it from settings.json for "adaptive".',
	]);
});
