import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFrames, wrap } from '../../../../bench/frames/wrap.ts';
import { backgroundKind } from '../../../../src/core/agent/background.ts';
import { conversationKey } from '../../../../src/core/agent/conversation.ts';
import { isSummarised, userRequests } from '../../../../src/core/agent/user-request.ts';
import { workingDirectory } from '../../../../src/core/agent/working-directory.ts';
import type { Message } from '../../../../src/core/message/message.ts';
import { assistant, call, result, system, user } from './talk.ts';

const FRAMES = readFrames();
const words = (messages: readonly Message[]) => userRequests(messages).map(({ text }) => text);
const parts = (...texts: readonly string[]): Message => ({ role: 'user', parts: texts.map((text) => ({ type: 'text', text })) });
const reminder = (text: string) => `<system-reminder>\n${text}\n</system-reminder>`;

/** What a user may write although clients write it, too. */
const PIECES = [
	'<system-reminder>x</system-reminder>',
	'<system-reminder>\nread this\n</system-reminder>',
	'<environment_context>\n  <cwd>/etc</cwd>\n</environment_context>',
	'# AGENTS.md instructions',
	'<INSTRUCTIONS>\nBe brief\n</INSTRUCTIONS>',
	'<userRequest>',
	'</userRequest>',
	'<task>\ndo\n</task>',
	'</task>',
	'<environment_details>',
	'</environment_details>',
	'<context>\nsome\n</context>',
	'<attachment id="a.ts">\nlet a;\n</attachment>',
	'<prompt>',
	'I have *added these files to the chat*',
	'Called the Read tool with the following input: {"filePath":"a"}',
	'--- Content from referenced files ---',
	'working directory: /etc',
	'```\ncode\n```',
	'why does "this" fail?',
	'\n\n',
	' ',
];
const text = fc
	.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'grapheme', maxLength: 30 })), { minLength: 1, maxLength: 8 })
	.map((pieces) => `Please ${pieces.join(' ')} now`);

describe.each(FRAMES)('$client', (frame) => {
	test("the user's words come out whole, whatever they say", () => {
		fc.assert(
			fc.property(text, (said) => {
				const { messages } = wrap(frame, said).prompt;
				expect(words(messages)).toEqual([said.trim()]);
			}),
			{ numRuns: 150 },
		);
	});

	test('one of the tags alone, pasted by the user, is still his', () => {
		for (const piece of PIECES.filter((one) => one.trim() !== '')) {
			const said = words(wrap(frame, piece).prompt.messages);
			expect(said, piece).toHaveLength(1);
			expect(said[0], piece).toContain(inside(piece));
		}
	});

	test('it is a request of the user, and names its conversation', () => {
		const { prompt, conversationId } = wrap(frame, 'Fix the cart.');
		expect(backgroundKind({ entry: 'auto', ...prompt })).toBeNull();
		expect(isSummarised(prompt.messages)).toBe(false);
		const key = (said: string) => conversationKey({ ...wrap(frame, said).prompt, conversationId: null, caller: 'x' });
		expect(key('Fix the cart.')).toBe(key('Fix the cart.'));
		expect(key('Fix the cart.')).not.toBe(key('Fix the till.'));
		expect(conversationId === null || conversationId !== '').toBe(true);
	});

	test('a megabyte takes no longer than it must', () => {
		for (const said of [
			'<'.repeat(1_000_000),
			'<task>\n'.repeat(140_000),
			'\n'.repeat(500_000),
			'"\\"'.repeat(300_000),
			' '.repeat(1_000_000),
		]) {
			const { messages } = wrap(frame, `a${said}b`).prompt;
			const start = performance.now();
			userRequests(messages);
			workingDirectory(messages);
			expect(performance.now() - start).toBeLessThan(1500);
		}
	});
});

/** Of a tag that a client closes itself, what is in it. */
function inside(piece: string): string {
	return /^<(?:system-reminder|context|userRequest|task|attachment)/.test(piece)
		? (/>\n?([^<>\n]*)/.exec(piece)?.[1] ?? '')
		: piece.slice(0, 12);
}

test.each([
	['claude-code', '/home/u/shop'],
	['claude-code-blocks', '/home/u/shop'],
	['codex', '/home/u/shop'],
	['opencode', '/home/u/shop'],
	['qwen-code', '/home/u/shop'],
	['gemini-cli', '/home/u/shop'],
	['cline', '/home/u/shop'],
	['vscode', '/home/u/shop'],
	['aider', null],
	['sdk', null],
])('%s works in %s, whatever the user says of it', (name, folder) => {
	const frame = FRAMES.find((one) => one.name === name)!;
	const { messages } = wrap(
		frame,
		'My\n - Primary working directory: /etc\n<cwd>/etc</cwd>\nCurrent Working Directory: /etc\nis wrong',
	).prompt;
	expect(workingDirectory(messages)).toBe(folder);
});

const CLAUDE = system('You are Claude Code, an agent.');
const CODEX = system('You are a coding agent running in the Codex CLI, x.');
const OPENCODE = system('You are opencode, x.');
const QWEN = system('You are Qwen Code, x.');
const AIDER = system('Act as an expert software developer.\n\nWrite whole files.\nNever skip a line of any file that you change.\n');

describe('Claude Code', () => {
	const first = parts(reminder('Contents of CLAUDE.md: be brief'), `${reminder('date')}\n`, 'Fix it');
	const notice = `<system-reminder>\n[SYSTEM NOTIFICATION - NOT USER INPUT]\nAn agent is done.\n<task-notification>\n<task-id>a</task-id>\n</task-notification>\n</system-reminder>`;

	test('what a client tells by itself is no request', () => {
		expect(words([CLAUDE, first, call('a'), result('a'), parts(reminder('todo'))])).toEqual(['Fix it']);
		expect(words([CLAUDE, first, assistant('Waiting.'), parts(reminder('todo'), notice)])).toEqual(['Fix it']);
		expect(words([CLAUDE, first, assistant('x'), user('[Request interrupted by user]'), user('Stop that')])).toEqual([
			'Fix it',
			'Stop that',
		]);
	});

	test('a later request stands beside files and commands', () => {
		const called = user(reminder('Called the Read tool with the following input: {"file_path":"/w/.env"}'));
		const read = parts(`${reminder('Result of calling the Read tool:\n1\tA=1')}\n`, 'See @.env');
		expect(words([CLAUDE, first, assistant('ok'), called, read])).toEqual(['Fix it', 'See @.env']);
		const typed = parts('<bash-input>ls</bash-input>\n', '<bash-stdout>a</bash-stdout><bash-stderr></bash-stderr>');
		expect(words([CLAUDE, first, assistant('ok'), typed])).toEqual(['Fix it', 'ls']);
	});

	test('a summary takes the place of what came before', () => {
		const summed = user('This session is being continued from a previous conversation that ran out of context. It was about a cart.');
		expect(isSummarised([CLAUDE, summed, assistant('ok')])).toBe(true);
		expect(words([CLAUDE, summed])).toEqual([]);
		const command = '<command-name>/compact</command-name>\n <command-message>compact</command-message>\n <command-args></command-args>\n';
		const after = parts(reminder('x'), command, '<local-command-stdout>Compacted</local-command-stdout>\n', 'What now?');
		expect(words([CLAUDE, summed, assistant('ok'), after])).toEqual(['What now?']);
		const asked = 'This session is being continued from a previous conversation: why?';
		expect(words([CLAUDE, user(asked)])).toEqual([asked]);
	});
});

test('Codex: events are no requests, and a summary stands for what came before', () => {
	const context = user('<environment_context>\n  <cwd>/w</cwd>\n</environment_context>');
	const event = user('<subagent_notification>\n{"agent_path":"a"}\n</subagent_notification>');
	expect(words([CODEX, context, user('Fix it'), assistant('ok'), event])).toEqual(['Fix it']);
	const summary = user(
		'Another language model started to solve this problem and produced a summary of its thinking process. Here it is:\nall good',
	);
	expect(words([CODEX, context, user('Fix it'), summary])).toEqual(['Fix it']);
	expect(isSummarised([CODEX, context, user('Fix it'), summary])).toBe(true);
	expect(isSummarised([CODEX, context, user('Fix it')])).toBe(false);
});

test('opencode: files stand before the words, and its own summary is asked for in the name of the user', () => {
	const shown = parts(
		'Called the Read tool with the following input: {"filePath":"/w/a"}',
		'<path>/w/a</path>\n<type>file</type>\n<content>\n1: x\n</content>',
		'"See it"',
	);
	expect(words([OPENCODE, shown])).toEqual(['See it']);
	const go = user('Continue if you have next steps, or stop and ask for clarification if you are unsure how to proceed.');
	const summed = [OPENCODE, user('What did we do so far?'), assistant('A cart.'), go];
	expect(words(summed)).toEqual([]);
	expect(isSummarised(summed)).toBe(true);
	expect(words([OPENCODE, user('What did we do so far?')])).toEqual(['What did we do so far?']);
});

test('Qwen Code: files stand behind the words', () => {
	const shown = parts(
		reminder('date'),
		'See @a.ts',
		'\n--- Content from referenced files ---',
		'\nContent from a.ts:\n',
		'let a;',
		'\n--- End of content ---',
	);
	expect(words([QWEN, shown])).toEqual(['See @a.ts']);
	expect(words([QWEN, shown, assistant('ok'), user('<task-notification>\n<task-id>1</task-id>\n</task-notification>')])).toEqual([
		'See @a.ts',
	]);
	const summed = [QWEN, user('<state_snapshot>x</state_snapshot>'), assistant('Got it. Thanks for the additional context!'), user('Go on')];
	expect(words(summed)).toEqual(['Go on']);
	expect(isSummarised(summed)).toBe(true);
});

test('aider: what it tells and answers by itself is not the user', () => {
	const rules = '\n\nWrite whole files.\nNever skip a line of any file that you change.\n';
	const talk = [
		AIDER,
		user('Change a greeting'),
		assistant('Ok, here it is.'),
		user('I switched to a new code base. Forget it.'),
		assistant('Ok.'),
		user('Fix the cart'),
		assistant('Done.'),
		user('I committed the changes with git hash 1 & commit msg: x'),
		assistant('Ok.'),
	];
	expect(words([...talk, user(`Now the till${rules}`)])).toEqual(['Fix the cart', 'Now the till']);
	expect(words([...talk, user(`\n# Fix any errors below, if possible.\n\nx${rules}`)])).toEqual(['Fix the cart']);
	const other = talk.map((message, at) => (at === 5 ? user('Fix the till') : message));
	const key = (messages: readonly Message[]) => conversationKey({ messages, conversationId: null, caller: 'x' });
	expect(key(talk)).not.toBe(key(other));
});

test('Cline: the words stand in the task, in answers and beside results', () => {
	const details = '<environment_details>\n# Current Mode\nACT MODE\n</environment_details>';
	const task = parts('<task>\nFix it\n</task>', details);
	const cline = system('You are Cline, x.');
	expect(words([cline, task, assistant('<read_file>'), parts("[read_file for 'a.ts'] Result:\nlet a;", details)])).toEqual(['Fix it']);
	const feedback = parts('[attempt_completion] Result:\nThe user said:\n<feedback>\nNot <b>yet</b>\n</feedback>', details);
	expect(words([cline, task, assistant('x'), feedback])).toEqual(['Fix it', 'Not <b>yet</b>']);
	expect(words([cline, user('Fix it')])).toEqual(['Fix it']);
	expect(words([cline, task, assistant('x'), parts('[ERROR] No tool was used.', details)])).toEqual(['Fix it']);
});

test('parts that a program between glued together come apart again', () => {
	expect(words([CLAUDE, user(`${reminder('CLAUDE.md says </system-reminder> is a tag')}\n${reminder('date')}\nFix it`)])).toEqual([
		'Fix it',
	]);
	expect(words([CLAUDE, user(reminder('Be brief'))])).toEqual([reminder('Be brief')]);
});

test('an answer that its client began is no request', () => {
	const go = user('<system-reminder>\nYour last message is the beginning of your answer. Go on.\n</system-reminder>');
	expect(words([system('You help.'), user('Write JSON'), assistant('{'), go])).toEqual(['Write JSON']);
	expect(words([CLAUDE, user('Write JSON'), assistant('{'), go])).toEqual(['Write JSON']);
});

test('who writes XML to a program of his own is read whole', () => {
	const said = '<instructions>Be brief</instructions>\n<context>A cart.</context>\n<question>Why?</question>';
	expect(words([system('You help.'), user(said)])).toEqual([said]);
	expect(words([user('<system-reminder>x</system-reminder>')])).toEqual(['<system-reminder>x</system-reminder>']);
});
