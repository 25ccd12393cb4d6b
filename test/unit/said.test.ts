import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/kit/paths.ts';
import { unsaid } from '../support/unsaid.ts';

/** Where no text is for a user of the editor, and why. */
const NOT_SAID: readonly (readonly [why: string, files: RegExp])[] = [
	['the terminal and the wire speak English', /^src\/(?:cli|serve|app\/headless)\//],
	['a model reads it', /^src\/app\/agent\/(?:budget-tool|estimate|predict-tool)\.ts/],
	['a model reads it', /^src\/core\/(?:chat\/(?:gestures|go-on|prompt|prompt-file|summary)|reading\/(?:judge-prompt|questions))\.ts/],
	['a model reads it', /^src\/core\/workspace\/(?:commit-message|diff-text|gathered|inline-edit|open-text|problems|terminal-text|cut)\.ts/],
	['a model reads it', /^src\/core\/message\/(?:message|repair)\.ts/],
	['a model reads it', /^src\/(?:host\/(?:gestures\/code-targets|model-provider\/part-text)|predictor\/reader\/prompt)\.ts/],
	['a model reads it', /^src\/providers\/(?:chat\/sdk-wishes|fill\/(?:chat|comments|suffix-probe|templates))\.ts/],
	['requests that are predicted', /^src\/app\/insights\/models\/typical-requests\.ts/],
	['it is matched', /^src\/core\/(?:agent\/(?:shell-paths|conversation|failure\/.*|frames\/.*)|message\/small-talk)\.ts/],
	['it is matched', /^src\/core\/workspace\/(?:apply\/(?:identity|match)|private-files)\.ts/],
	['it is matched', /^src\/(?:predictor\/(?:asked-scope|grammar|language|stated-length|stems|task-kind)|protocol\/slash)\.ts/],
	['it is matched', /^src\/providers\/(?:classify|context-size|refused-fields|listing\/evidence)\.ts/],
	['names of features and sources', /^src\/core\/completion\/routing\/(?:feature-names|published)\.ts/],
	['names of features', /^src\/predictor\/(?:features|length-features|model-prior)\.ts/],
	['names of models, vendors and programs', /^src\/core\/model\/(?:endpoint|fill-families|vendors)\.ts/],
	[
		'names of vendors and programs',
		/^src\/(?:providers\/(?:built-in|listing\/discover)|app\/models\/words|predictor\/reader\/known-file)\.ts/,
	],
	['kinds of secrets, which core/workspace/secret-words.ts says', /^src\/core\/workspace\/secret-(?:forms|text|words)\.ts/],
	['ids of recipients, which recipientName says', /^src\/core\/model\/recipient\.ts/],
	['keys of what is learned or kept', /^src\/core\/(?:learning|gateway\/health|completion\/fill-call)/],
	['a model reads it', /^src\/app\/agent\/(?:private-words|participant\/prompt)\.ts/],
	['nobody reads it: it is compiled once before the first answer', /^src\/views\/chat\/warm-up\.ts/],
	['a form of a file', /^src\/storage\/files\/session-file\.ts/],
	['SQL', /^src\/storage\/sqlite\/(?:ledger-file|request-index|rescue|totals-check|adopt-ledger)\.ts/],
	['developers of extensions read it', /^src\/(?:app\/api\/(?:api-error|read-request)|host\/api\/register)\.ts/],
	['markup, selectors and styles', /^src\/(?:host\/views\/html|views\/common\/(?:markdown|keep-focus)|views\/chat\/scroll)\.ts/],
	['what the weights are called, for who makes them', /^src\/predictor\/parameters\.ts/],
];
/** Single texts that are none for a user: ids, keys, formats, units, and what a model reads in a file that says more. */
const NO_TEXT = [
	/^\$\([a-z-]+\) \{\d\}/,
	/^(?:height|max-height): \{\d\}px$|^\d+px \{\d\}$/,
	/^(?:bytes|Bearer|HTTP|Error:|late|empty|task|endpoint|rest|action|routoo|complete|\/commit|from) (?:\{\d\}|text)-?$/,
	/^\{0\} (?:ms|s|min|kB|MB|vs)$|^\{0\}(?:, | vs )\{1\}(?: ms|: \{2\})$|^\(HTTP \{0\}\)$|^\$\(globe\)/,
	// Names of log lines, of what is kept, of classes and of formats.
	/^(?:answer lengths|local only|key store|tried models|who is accepted|how quick models are|save chats|no budget|the reservation failed)$/,
	/^(?:code-language code-file|step done|current file|terminal selection|this machine|in use|unknown reply|CSV|JSON|Routoo: \{0\})$/,
	/^(?:no table|exit code|signal) \{0\}$/,
	/^\{0\} is no longer among the listed settings\./,
	// Said to a model.
	/^(?:What is a variable in programming\?|What does HTML stand for\?|What is the capital of Italy\?|Explain this file\.)$/,
	/^(?:The money for this task is nearly used up\.|Fix (?:what|this)|Find what is wrong|Change nothing that the fix)/,
];
const files = fs.globSync('src/**/*.ts', { cwd: root }).filter((file) => !NOT_SAID.some(([, each]) => each.test(file)));

test('every text for a user can be translated', () => {
	expect(files.length).toBeGreaterThan(500);
	const left = files.flatMap((file) =>
		unsaid(fs.readFileSync(path.join(root, file), 'utf8'))
			.filter(({ text }) => !NO_TEXT.some((each) => each.test(text)))
			.map(({ line, text }) => `${file}:${line}: ${text}`),
	);
	expect(left).toEqual([]);
});

test('texts are found where they are said, and nowhere else', () => {
	const source = [
		"const a = 'two words'; const b = 'word'; const c = `§{n} models`; const d = `models/§{name}.json`;",
		"type E = 'a type of'; import f from 'a module of'; if (g === 'this or that') log.info('a line of a log');",
		"throw new Error('seen by nobody'); const h = l10n.t('said as it should {0}', `but not §{this}`);",
		'const i = html`<button title="Copy it" class="two words">§{j} copy <b>§{k}</b>§{l10n.t(\'Close\')}</button>`;',
		"const l = { 'a key of': 1, m: 'a value of' }; const o = /a pattern of/; db.exec('SELECT a FROM b');",
	]
		.join('\n')
		.replaceAll('§', '$');
	expect(unsaid(source)).toEqual([
		{ line: 1, text: 'two words' },
		{ line: 1, text: '{0} models' },
		{ line: 3, text: 'but not {0}' },
		{ line: 4, text: 'Copy it' },
		{ line: 4, text: '{} copy' },
		{ line: 5, text: 'a value of' },
	]);
});
