import { describe, expect, it } from 'vitest';
import { readSettingsText } from '../../../../src/app/headless/settings-text.ts';

const valuesOf = (text: string): unknown => {
	const { values } = readSettingsText(text);
	return values === null ? null : Object.fromEntries([...values].map(([key, { value }]) => [key, value]));
};
const problemsOf = (text: string): readonly string[] =>
	readSettingsText(text).problems.map(({ line, message, nextStep }) => `${line}: ${message} ${nextStep}`);

describe('the text of a settings file', () => {
	it.each([
		['in one word', '{"routoo.budget.monthly": 5}'],
		['nested', '{"routoo": {"budget": {"monthly": 5}}}'],
		['half nested', '{"routoo.budget": {"monthly": 5}}'],
		['nested in a name of two words', '{"routoo": {"budget.monthly": 5}}'],
		['without the prefix', '{"budget.monthly": 5}'],
		['nested without it', '{"budget": {"monthly": 5}}'],
		['with comments, closing commas and a byte order mark', '\ufeff{\n// mine\n"routoo.budget.monthly": 5, /* yes */\n}'],
		['with Windows line ends', '{\r\n"routoo.budget.monthly": 5\r\n}'],
	])('is read %s', (_how, text) => {
		expect(valuesOf(text)).toEqual({ 'routoo.budget.monthly': 5 });
		expect(problemsOf(text)).toEqual([]);
	});

	it('keeps objects and lists that are values whole', () => {
		const prices = { 'a.b/c': { input: 1, output: 2 } };
		const endpoints = [{ id: 'x', url: 'http://h/v1' }];
		expect(valuesOf(JSON.stringify({ routoo: { prices, endpoints, completion: { languages: { '*': false } } } }))).toEqual({
			'routoo.prices': prices,
			'routoo.endpoints': endpoints,
			'routoo.completion.languages': { '*': false },
		});
	});

	it('is without settings where it is empty', () => {
		for (const text of ['', ' \n', '{}', '\ufeff{}']) expect([text, valuesOf(text), problemsOf(text)]).toEqual([text, {}, []]);
	});

	it.each([
		['{\n"routoo.localOnly": tru\n}', 2],
		['{"routoo.localOnly": true', 1],
		['{\n\n"a" "b"}', 3],
		['nonsense', 1],
		["{'routoo.localOnly': true}", 1],
	])('is not read at all where it is no JSON: %j', (text, line) => {
		expect(readSettingsText(text).values).toBe(null);
		expect(problemsOf(text)).toEqual([expect.stringMatching(new RegExp(`^${line}: This is not JSON \\(.+\\)\\. Correct `))]);
	});

	it.each(['[]', '5', '"text"', 'null', 'true'])('is not read where it is no object: %s', (text) => {
		expect(readSettingsText(text).values).toBe(null);
		expect(problemsOf(text)).toEqual(['1: The settings are not an object. Write them between { and }.']);
	});

	it.each([
		[
			'{\n"routoo.budget.montly": 5}',
			'2: There is no setting routoo.budget.montly; it is passed over. Did you mean routoo.budget.monthly?',
		],
		[
			'{"routoo": {"budget": {"mothly": 5}}}',
			'1: There is no setting routoo.budget.mothly; it is passed over. Did you mean routoo.budget.monthly?',
		],
		['{"local_only": true}', '1: There is no setting routoo.local_only; it is passed over. Did you mean routoo.localOnly?'],
		[
			'{"routoo.nothing.like.it": 1}',
			'1: There is no setting routoo.nothing.like.it; it is passed over. Names are those of the settings in VS Code.',
		],
		['{"routoo.budget": 5}', '1: routoo.budget must be an object of settings. Write for example {"monthly": …}.'],
		['{"routoo": null}', '1: routoo must be an object of settings. Write for example {"budget.monthly": …}.'],
		[
			'{"routoo.budget.monthly": 5,\n"routoo": {"budget.monthly": 6}}',
			'2: routoo.budget.monthly stands here a second time; this one holds. Remove one of the two.',
		],
	])('names what it cannot use: %s', (text, problem) => {
		expect(problemsOf(text)).toEqual([problem]);
	});

	it('passes over what a copied settings.json holds of other programs, in one line', () => {
		const others = '"editor.fontSize": 14,\n"[typescript]": {"a": 1},\n"files.exclude": {},\n"git.path": null, "workbench.x": {"x": 1}';
		const text = `{\n${others},\n"routoo.localOnly": true}`;
		expect(valuesOf(text)).toEqual({ 'routoo.localOnly': true });
		expect(problemsOf(text)).toEqual([
			'2: editor.fontSize, [typescript], files.exclude and 2 more are no settings of Routoo and passed over. Names begin with "routoo.".',
		]);
	});

	it('does not go down for ever, and takes names that objects have by themselves for names', () => {
		expect(problemsOf(`${'{"routoo": '.repeat(500)}1${'}'.repeat(500)}`)).toHaveLength(1);
		for (const name of ['constructor', '__proto__', 'toString']) expect(valuesOf(`{"routoo.${name}": 1, "${name}": 1}`)).toEqual({});
	});
});
