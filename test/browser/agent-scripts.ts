import type { Said, Scripted, TokenPrice, Turn } from './scripted-upstream.ts';

export const CHEAP = 'gpt-4.1-mini';
export const STRONG = 'claude-sonnet-4-6';
/** With efforts. */
export const THINKER = 'gpt-5-mini';

/** The strong one is too dear to begin with, and not too dear for a run that was estimated for the cheap one. */
export const PRICES: Readonly<Record<string, TokenPrice>> = {
	[CHEAP]: { input: 2, cachedInput: 1, output: 8 },
	[STRONG]: { input: 12, cachedInput: 2, output: 60 },
	[THINKER]: { input: 4, cachedInput: 1, output: 16 },
};

/** What the user types; each begins a conversation that the stand-in knows by these words. */
export const ASKED = {
	read: 'What does the readme say?',
	edit: 'Call the project Demo project, and note it.',
	fix: 'Make the discount test pass.',
	helper: 'Let a helper count the files.',
	wait: 'Wait for the slow command.',
	think: 'Think about the discount test.',
	secret: 'What is in the file .env?',
	month: 'Read on to the end of the month.',
	after: 'And what was that about?',
	dear: 'Read the readme again and again.',
	goOn: 'continue',
	aside: 'What is a mutex?',
	picture: 'What does the picture show?',
	inline: 'Let the sum be named total.',
} as const;

/** With which the thinker begins. */
export const LEAST_EFFORT = 'low';

/** How VS Code's agent asks for a summary of the conversation. */
export const SUMMARY = 'Summarize the conversation history so far';

/** What the agent asks its sub-agent. */
export const SUB_TASK = 'Count the files in the folder src and say how many there are.';

/** Of the private file; no server may see it. */
export const SECRET = 'sk-of-the-workspace-4711';

/** A program with a fault, and its test; a file for inline chat. */
export const FILES = {
	'total.mjs': lines('export const sum = 1;'),
	'.env': lines(`API_TOKEN=${SECRET}`),
	'discount.mjs': lines(
		'/** The sum after a discount in per cent. */',
		'export function discounted(sum, percent) {',
		'\treturn sum - percent;',
		'}',
	),
	'discount.test.mjs': lines(
		"import assert from 'node:assert/strict';",
		"import test from 'node:test';",
		"import { discounted } from './discount.mjs';",
		'',
		"test('ten per cent off', () => {",
		'\tassert.equal(discounted(200, 10), 180);',
		'});',
	),
};

/** Three ways to write it that change nothing, then the right one. */
const BODIES = ['sum - percent', 'sum + -percent', 'Math.max(0, sum - percent)', 'sum - (sum * percent) / 100'] as const;

function lines(...all: string[]): string {
	return `${all.join('\n')}\n`;
}

function terminal(command: string, timeout: number): [string, object] {
	const why = { explanation: 'Runs it', goal: 'See what it says' };
	return ['run_in_terminal', { command, ...why, isBackground: false, mode: 'sync', timeout }];
}

/** Who does what when asked. `file` gives the whole path of a file of the workspace. */
export function conversations(file: (name: string) => string): readonly Scripted[] {
	const readme = (endLine: number): [string, object] => ['read_file', { filePath: file('README.md'), startLine: 1, endLine }];
	const replace = (name: string, oldString: string, newString: string): [string, object] => {
		return ['replace_string_in_file', { filePath: file(name), oldString, newString }];
	};
	const body = (from: 0 | 1 | 2, to: 1 | 2 | 3) => replace('discount.mjs', `return ${BODIES[from]};`, `return ${BODIES[to]};`);
	const say = (words: string, script: (turn: Turn) => Said): Scripted => ({ words, say: script });
	return [
		say(ASKED.read, ({ step, results }) => {
			if (step === 0) return { text: 'I read it first.', calls: [readme(3)] };
			return { text: `It begins with: ${results[0]?.match(/# (.+)/)?.[1] ?? 'nothing that I could read'}.` };
		}),
		say(ASKED.edit, ({ step }) => {
			const create: [string, object] = ['create_file', { filePath: file('NOTES.md'), content: 'It is called Demo project now.\n' }];
			return step === 0
				? { calls: [replace('README.md', '# Sample project', '# Demo project'), create] }
				: { text: 'Both files are written.' };
		}),
		say(ASKED.fix, ({ step, model, results }) => {
			const test = terminal('node --test discount.test.mjs', 30_000);
			if (step % 2 === 1) return { calls: [test] };
			if (step === 0) return { calls: [body(0, 1)] };
			if (step === 2) return { calls: [body(1, 2)] };
			// Only the strong one knows.
			if (step === 4 && model === STRONG) return { text: 'A per cent is a hundredth.', calls: [body(2, 3)] };
			return { text: /pass 1\b/.test(results.at(-1) ?? '') ? 'The test passes now.' : 'I do not know what is wrong.' };
		}),
		say(ASKED.helper, ({ step, results }) => {
			if (step === 0) return { calls: [['runSubagent', { prompt: SUB_TASK, description: 'Count the files' }]] };
			return { text: `The helper says: ${results[0] ?? ''}` };
		}),
		say(SUB_TASK, ({ step }) => (step === 0 ? { calls: [['list_dir', { path: file('src') }]] } : { text: 'There are 2 files in src.' })),
		say(ASKED.wait, ({ step }) => (step === 0 ? { calls: [terminal('sleep 60', 70_000)] } : { text: 'It has ended.' })),
		// The lowest effort does not see it, the next one does.
		say(ASKED.think, ({ step, effort, results }) => {
			const test = terminal('node --test discount.test.mjs', 30_000);
			if (step % 2 === 1) return { calls: [test] };
			if (step === 0) return { calls: [body(0, 1)] };
			if (step === 2) return { calls: [body(1, 2)] };
			if (step === 4 && effort !== LEAST_EFFORT) return { text: 'A per cent is a hundredth.', calls: [body(2, 3)] };
			return { text: /pass 1\b/.test(results.at(-1) ?? '') ? 'The test passes now.' : 'I do not know what is wrong.' };
		}),
		say(ASKED.secret, ({ step, results }) => {
			if (step === 0) return { calls: [['read_file', { filePath: file('.env'), startLine: 1, endLine: 3 }]] };
			return { text: `I can read of it: ${results[0] ?? ''}` };
		}),
		say(ASKED.month, ({ step }) => ({ calls: [readme(1 + step)], outputTokens: 20_000 })),
		say(SUMMARY, () => ({ text: '<summary>The user asked for the readme.</summary>' })),
		say(ASKED.after, () => ({ text: 'About the readme.' })),
		// Says much at every step, and then all that it may.
		say(ASKED.dear, ({ step }) => ({ calls: [readme(1 + step)], outputTokens: step < 3 ? 40_000 : Number.MAX_SAFE_INTEGER })),
		say(ASKED.goOn, () => ({ text: 'This is what I have read.' })),
		say(ASKED.picture, () => ({ text: 'It shows a red square.' })),
		// A message that tells of its progress begins with the same words.
		say(`<prompt>\n${ASKED.inline}`, ({ maySay }) =>
			maySay === 'anything' ? { calls: [replace('total.mjs', 'const sum', 'const total')] } : { text: 'Naming' },
		),
		say(ASKED.aside, () => ({ text: 'A lock that one holder has at a time.' })),
	];
}
