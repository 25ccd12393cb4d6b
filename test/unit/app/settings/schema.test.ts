import * as l10n from '@vscode/l10n';
import { afterEach, describe, expect, test } from 'vitest';
import { languageOn, readSettings } from '../../../../src/app/settings/schema.ts';
import { type Scopes, scopedValue } from '../../../../src/app/settings/scopes.ts';

const read = (values: Record<string, unknown>) => readSettings((key) => values[key]);

afterEach(() => l10n.config({ contents: {} }));

test('defaults in the units of the code', () => {
	const { settings, problems } = read({});
	expect(problems).toEqual([]);
	expect(settings).toMatchObject({
		monthlyBudget: 20_000_000,
		resetDay: 1,
		atLimit: 'free',
		preset: 'balanced',
		pool: null,
		maxCost: null,
	});
});

test('null and 0 of the budget stay different', () => {
	expect(read({ 'routoo.budget.monthly': null }).settings.monthlyBudget).toBeNull();
	expect(read({ 'routoo.budget.monthly': 0 }).settings.monthlyBudget).toBe(0);
});

test('dollars, per cent and seconds become micro-dollars, fractions and milliseconds', () => {
	const { settings } = read({ 'routoo.routing.maxCostPerRequest': 0.05, 'routoo.routing.minQuality': 70, 'routoo.routing.maxWait': 12 });
	expect(settings).toMatchObject({ maxCost: 50_000, minQuality: 0.7, maxLatencyMs: 12_000, goodEnough: null });
	expect(read({ 'routoo.routing.goodEnough': 88 }).settings.goodEnough).toBe(0.88);
});

test.each([
	['routoo.budget.monthly', -1],
	['routoo.budget.monthly', '20'],
	['routoo.budget.monthly', Number.NaN],
	['routoo.budget.resetDay', 32],
	['routoo.budget.resetDay', 1.5],
	['routoo.budget.resetDay', null],
	['routoo.budget.atLimit', 'maybe'],
	['routoo.routing.preset', 3],
	['routoo.routing.goodEnough', 101],
	['routoo.routing.goodEnough', '90'],
	['routoo.routing.pool', ['a', 1]],
	['routoo.routing.pool', 'all'],
	['routoo.useEditorModels', 'yes'],
	['routoo.prices', []],
	['routoo.endpoints', {}],
	['routoo.completion.preset', 'cheap'],
	['routoo.completion.maxWait', 50],
	['routoo.completion.pool', 'all'],
	['routoo.completion.debounce', 100],
])('%s = %j gives one message that names the setting, and the default', (key, value) => {
	const { settings, problems } = read({ [key]: value });
	expect(problems).toHaveLength(1);
	expect(problems[0]!.message).toContain(key);
	expect(problems[0]!.nextStep).toContain(key);
	expect(settings).toEqual(read({}).settings);
});

test('local-only that cannot be read is on: nothing leaves by a slip of the pen', () => {
	const { settings, problems } = read({ 'routoo.localOnly': 'true' });
	expect(settings.localOnly).toBe(true);
	expect(problems[0]!.message).toMatch(/true is used instead/);
});

test('one bad endpoint or price leaves the good ones', () => {
	const { settings, problems } = read({
		'routoo.endpoints': [
			{ id: 'a', url: 'http://127.0.0.1:1/v1' },
			{ id: 'b', url: 'ftp://x' },
			{ id: 'a', url: 'http://127.0.0.1:2' },
		],
		'routoo.prices': { good: { input: 1, output: 2.5 }, bad: { input: -1, output: 2 }, half: { input: 1 } },
	});
	expect(settings.endpoints.map((e) => e.id)).toEqual(['a']);
	expect(settings.prices).toEqual({
		good: { inputPerMTokUsd: 1, outputPerMTokUsd: 2.5, cachedInputPerMTokUsd: null, cacheWritePerMTokUsd: null },
	});
	expect(problems).toHaveLength(4);
});

test('a key in an endpoint is refused and never repeated in the message', () => {
	const { settings, problems } = read({ 'routoo.endpoints': [{ id: 'a', url: 'https://x.example/v1', apiKey: 'sk-very-secret' }] });
	expect(settings.endpoints).toEqual([]);
	expect(JSON.stringify(problems)).not.toContain('sk-very-secret');
});

test.each([
	['an address with a password', 'https://user:hunter2000@host/v1'],
	['an object with a key', { url: 'https://user:hunter2000@host/v1', key: 'hunter2000' }],
	['a list within an object', { endpoints: ['https://user:hunter2000@host/v1'] }],
	['a list with a text', ['https://user:hunter2000@host/v1']],
	['an entry with a password and no scheme', [{ id: 'a', url: 'user:hunter2000@host/v1' }]],
	['an entry whose id holds it', [{ id: 'https://user:hunter2000@host', url: 'https://host/v1' }]],
	['an entry whose field names it', [{ id: 'a', url: 'https://host/v1', 'user:hunter2000@host': 1 }]],
	['an entry with a key in its query', [{ id: 'a', url: 'https://host/v1?key=hunter2000' }]],
	['an entry with a kind of it', [{ id: 'a', url: 'https://host/v1', kind: 'hunter2000' }]],
])('%s in place of the endpoints is told without it', (_name, value) => {
	const { settings, problems } = read({ 'routoo.endpoints': value });
	expect(settings.endpoints).toEqual([]);
	expect(problems).toHaveLength(1);
	expect(JSON.stringify(problems)).not.toContain('hunter2000');
});

test('an address in any other setting is told without it too', () => {
	const { problems } = read({
		'routoo.routing.preset': 'https://user:hunter2000@host/v1',
		'routoo.prices': 'https://user:hunter2000@host',
	});
	expect(problems).toHaveLength(2);
	expect(JSON.stringify(problems)).not.toContain('hunter2000');
	expect(read({ 'routoo.routing.preset': 'cheap' }).problems[0]!.message).toContain('but is "cheap"');
});

test('a price for __proto__ is told as one that cannot be used, and changes no object', () => {
	const prices = JSON.parse('{"__proto__": {"input": 1, "output": 1}, "good": {"input": 1, "output": 2}}') as object;
	const { settings, problems } = read({ 'routoo.prices': prices });
	expect(Object.keys(settings.prices)).toEqual(['good']);
	expect(Object.getPrototypeOf(settings.prices)).toBe(Object.prototype);
	expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('The price of __proto__')]);
});

test.each([
	['routoo.completion.enabled', 'yes', { enabled: false }],
	['routoo.completion.languages', ['python'], { languages: { '*': false } }],
	['routoo.completion.languages', { python: 'off' }, { languages: { '*': false } }],
	['routoo.completion.budgetShare', '50 %', { budgetShare: 0 }],
	['routoo.completion.exclude', 'secret/**', { exclude: ['*'] }],
])('%s = %j that cannot be read holds completions back: nothing leaves by a slip of the pen', (key, value, expected) => {
	const { settings, problems } = read({ [key]: value });
	expect(problems.map((p) => p.key)).toEqual([key]);
	expect(settings.completion).toMatchObject(expected);
});

test('a language that is not named is on, unless the star says no', () => {
	expect(languageOn({ plaintext: false }, 'python')).toBe(true);
	expect(languageOn({ plaintext: false }, 'plaintext')).toBe(false);
	// VS Code's ids are lower case, as their names are not.
	expect(languageOn({ TypeScript: false }, 'typescript')).toBe(false);
	expect(languageOn({ TypeScript: false, typescript: true }, 'typescript')).toBe(false);
	expect(languageOn({ '*': false, Go: true }, 'go')).toBe(true);
	expect(languageOn({}, 'constructor')).toBe(true);
	expect(languageOn({ '*': false, python: true }, 'python')).toBe(true);
	expect(languageOn({ '*': false, python: true }, 'go')).toBe(false);
});

describe('scopes of what a cloned repository must not loosen', () => {
	const enabled = (scopes: Scopes) => scopedValue('routoo.completion.enabled', 'whatever', { defaultValue: true, ...scopes });
	const languages = (scopes: Scopes) => scopedValue('routoo.completion.languages', null, { defaultValue: { plaintext: false }, ...scopes });
	const exclude = (scopes: Scopes) => scopedValue('routoo.completion.exclude', null, { defaultValue: [], ...scopes });

	test('completions are on where both leave them on', () => {
		expect(enabled({})).toBe(true);
		expect(enabled({ globalValue: false, workspaceValue: true })).toBe(false);
		expect(enabled({ globalValue: true, workspaceValue: false })).toBe(false);
		expect(enabled({ workspaceValue: true })).toBe(true);
		expect(enabled({ workspaceValue: 'yes' })).toBe('yes');
		expect(enabled({ globalValue: null, workspaceValue: true })).toBeNull();
	});

	test('a workspace turns languages off, never on', () => {
		expect(languages({ globalValue: { python: false }, workspaceValue: { python: true, go: false } })).toEqual({
			plaintext: false,
			python: false,
			go: false,
		});
		expect(languages({ globalValue: { python: true }, workspaceValue: { '*': false } })).toEqual({
			plaintext: false,
			python: false,
			'*': false,
		});
		expect(languages({ globalValue: { plaintext: true } })).toEqual({ plaintext: true });
		expect(languages({ workspaceValue: 'none' })).toBe('none');
	});

	test("excluded is what either excludes; the user's own list cannot be taken away", () => {
		expect(exclude({ globalValue: ['secret/**'], workspaceValue: ['gen/**'], workspaceFolderValue: ['gen/**'] })).toEqual([
			'secret/**',
			'gen/**',
		]);
		expect(exclude({ globalValue: ['secret/**'], workspaceValue: [] })).toEqual(['secret/**']);
		expect(exclude({ globalValue: ['secret/**'], workspaceValue: null })).toBeNull();
	});
});

test('a problem is said in the language that is known by then', () => {
	const contents = {
		'The setting {0} must be {1}, but is {2}; {3} is used instead.': '{0} muss {1} sein, ist aber {2}; {3} gilt.',
		'a number from {0} to {1} ({2})': 'eine Zahl von {0} bis {1} ({2})',
		'per cent': 'Prozent',
		'a list': 'eine Liste',
	};
	l10n.config({ contents });
	const [problem] = read({ 'routoo.completion.budgetShare': [] }).problems;
	expect(problem?.message).toBe('routoo.completion.budgetShare muss eine Zahl von 0 bis 100 (Prozent) sein, ist aber eine Liste; 0 gilt.');
});

test('the entry that is wrong is named, and no more of it than may be shown', () => {
	const message = (key: string, raw: unknown) => read({ [key]: raw }).problems[0]?.message;
	expect(message('routoo.completion.languages', { go: true, typescript: 'no' })).toContain('but its entry "typescript" is "no"');
	expect(message('routoo.completion.languages', { 'https://me:secret@host': 1 })).toContain('but its entry another text is 1');
	expect(message('routoo.routing.pool', ['a/b', 7])).toContain('but its entry 2 is 7');
	expect(message('routoo.completion.exclude', ['*.ts', { token: 'secret' }])).toContain('but its entry 2 is an object');
	expect(message('routoo.budget.resetDay', {})).toContain('but is an object');
});
