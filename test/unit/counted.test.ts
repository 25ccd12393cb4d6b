import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/kit/paths.ts';
import { countedTexts } from '../support/counted.ts';

/** Texts of more than one that have no fellow for one in their source, and why they are never said of one. */
const NEVER_ONE: readonly (readonly [why: string, texts: readonly RegExp[]])[] = [
	[
		'one has words of its own there',
		[
			/^\{0\} days ago$/,
			/^Deleted \{0\} chats\.$/,
			/^\{0\} files were changed\.$/,
			/^\{0\} models are listed; none has a form for it\.$/,
			/^Use these \{0\} keys$/,
			/^Measured in your last \{0\} requests,/,
			/^Half of the \{0\} answers (?:cost|came) /,
			/^\{0\} of \{1\} requests kept what else/,
			/^1 of \{0\} requests kept what else/,
			/^At \{0\} at least \{1\} of \{2\} requests would/,
		],
	],
	[
		'it is only said of two or more',
		[
			/^\{0\} efforts$/,
			/^one of \{0\} answers$/,
			/^(?:1|\{0\}) of \{[01]\} parts of the change /,
			/^\{0\} is there \{1\} times: /,
			/^apply (?:all|the first) \{0\} files$/,
			/^A summary would cost \{0\} and save \{1\} a message: it is paid back only after/,
		],
	],
	[
		'a bound that is larger, or more than it',
		[
			/^At most \{0\} (?:attachments go with a message|characters)\.$/,
			/^Use at most \{0\} characters\.$/,
			/^It is longer than \{0\} characters\.$/,
			/^Only the first \{0\} attachments were sent\.$/,
			/^\{0\} was not attached: at most \{1\} images go/,
			/^This chat holds \{0\} images, /,
			/^\{0\} messages wait already\./,
			/^\{0\} calls of other extensions wait already\.$/,
			/^This chat goes \{0\} other ways already\./,
			/^\{0\} lines are selected; \{1\} can be edited/,
			/^\{0\} lists \{1\} models; only the first/,
			/^There is nothing to shorten yet: .* less than \{0\} tokens\.$/,
			/^This is too long for an API key \(more than \{0\} signs\)/,
			/^The slower reader of tasks failed \{0\} times/,
			/^\{0\} minutes$/,
			/^\{0\} was not ready after \{1\} minutes\.$/,
			/^estimate from benchmarks and \{0\} signals of yours$/,
			/^a tensor has \{0\} dimensions$/,
			/^it holds a text of \{0\} bytes$/,
		],
	],
	[
		'tokens that a chat or a model has at least: the cap of an answer, a context, a prompt with what Routoo says itself',
		[
			/ at its limit of \{1\} tokens/,
			/^\{0\} used all its \{1\} tokens for thinking/,
			/^\{0\} tokens at most/,
			/^Context: \{0\} tokens\./,
			/^prompts above \{0\} tokens cost more$/,
			/^\{0\} tokens sent$/,
			/^~\{0\} tokens before, /,
			/^\{0\} tokens read(?:, \{1\}| \(\{1\} from the cache\), \{2\}) written(?: \(\{\d\} of them thinking\))?\.$/,
		],
	],
	[
		'what the files have that Routoo knows by their checksum',
		[
			/^\{0\} has (?:1 value|\{1\} values) for \{\d\} features$/,
			/^has \{0\} layers$/,
			/^its vocabulary has \{0\} tokens$/,
			/^does not have \{0\} tokens$/,
			/^more came than the \{0\} bytes of the file$/,
		],
	],
	[
		'a number with a fraction or a unit in it, or two sides of a picture',
		[
			/^\{0\} would add \{1\} quality for \{2\} times the price/,
			/^at \{0\} points (?:less|more) of predicted quality$/,
			/^\{0\} parameters$/,
			/^\{0\} by \{1\} pixels$/,
		],
	],
];
const reasons = NEVER_ONE.flatMap(([, texts]) => texts);
const counted = fs
	.globSync('src/**/*.ts', { cwd: root })
	.flatMap((file) => countedTexts(fs.readFileSync(path.join(root, file), 'utf8')).map((each) => ({ ...each, file })));

test('what is said of several has words for one, too', () => {
	expect(counted.length).toBeGreaterThan(100);
	const lone = counted.filter(({ hasOne, text }) => !hasOne && !reasons.some((reason) => reason.test(text)));
	expect(lone.map(({ file, line, count, text }) => `${file}:${line}: ${count} in "${text}"`)).toEqual([]);
});

test('every reason why something is never one is still of use', () => {
	expect(reasons.filter((reason) => !counted.some(({ hasOne, text }) => !hasOne && reason.test(text)))).toEqual([]);
});

test('a plural is found behind its number, and its fellow before it', () => {
	const found = (...texts: readonly string[]) =>
		countedTexts(texts.map((text) => `l10n.t(${JSON.stringify(text)});`).join('\n')).map(({ count, hasOne }) => `${count}: ${hasOne}`);
	expect(found('{0} steps')).toEqual(['{0} steps: false']);
	expect(found('{0} steps', '1 step')).toEqual(['{0} steps: true']);
	expect(found('{0} steps', '1 model')).toEqual(['{0} steps: false']);
	expect(found('{0} steps', '1 steps')).toEqual(['{0} steps: false']);
	expect(found('{0} token', '{0} tokens')).toEqual(['{0} tokens: true']);
	expect(found('{1} at {0} earlier changes still wait', '{0} at 1 earlier change still waits')).toEqual(['{0} earlier changes: true']);
	expect(found('{0} of {1} models', '{0} of 1 model')).toEqual(['{1} models: true']);
	expect(found('{0} of {1} models', '1 of {0} models')).toEqual(['{1} models: false', '{0} models: false']);
	expect(found('{0} more stand here')).toEqual(['{0} more stand: false']);
	expect(found('{0} holds values, {0} answers: no, {0} is of models, {0}s, {0} ms, {0} calls {1} local')).toEqual([]);
});
