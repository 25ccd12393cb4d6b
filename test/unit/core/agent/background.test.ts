import { expect, test } from 'vitest';
import { backgroundKind } from '../../../../src/core/agent/background.ts';
import type { Message, ToolDefinition } from '../../../../src/core/message/message.ts';
import { assistant, call, result, system, TOOLS, tool, user, wrapped } from './talk.ts';

const kind = (messages: readonly Message[], tools: readonly ToolDefinition[] = [], entry = 'auto') =>
	backgroundKind({ entry, messages, tools });

test.each([
	[
		'title',
		[
			system('You are an expert in crafting ultra-compact titles for chatbot conversations.'),
			user('Please write a brief title for the following request:\n\nFix it'),
		],
		[],
	],
	['title', [system('You are an expert in crafting pithy branch names for Git Repos.'), user('Please write a brief branch name')], []],
	['title', [system('You summarize a coding request into a single short phrase suitable for a status badge.'), user('Fix the tests')], []],
	[
		'commit',
		[system('You are an assistant, helping a developer to come with the best git commit message for their changes.'), user('diff')],
		[],
	],
	[
		'progress',
		[system('You are an expert in writing short progress messages for a coding assistant.'), user('Please generate exactly 10')],
		[],
	],
	['todo', [system('You are a background task tracker for the main agent.'), user('The user asked')], [tool('manage_todo_list')]],
	['category', [system('You are an expert classifier for AI coding assistant prompts.'), user('Fix it')], [tool('categorize_prompt')]],
	[
		'summary',
		[
			system('Your task is to create a comprehensive, detailed summary of the entire conversation that'),
			wrapped('Fix it'),
			call('a'),
			result('a'),
			user('Summarize the conversation history so far, paying'),
		],
		TOOLS,
	],
	[
		'summary',
		[
			system(),
			wrapped('Fix it'),
			call('a'),
			result('a'),
			user('The conversation has grown too large for the context window and must be compacted now.\n<summary> and </summary>'),
		],
		TOOLS,
	],
	['title', [user('You are an expert in crafting short titles for chats.'), user('Fix it')], []],
] as const)('the editor asks for a %s', (what, messages, tools) => {
	expect(kind(messages, tools)).toBe(what);
});

test.each([
	['in Ask mode', [system(), user('<prompt>\nwrite a title for my blog post\n</prompt>')], []],
	['in the very words of the editor', [system(), user('Please write a brief title for the following request:\n\nFix it')], []],
	['of one message alone', [user('You are an expert in crafting ultra-compact titles for chatbot conversations. Say one.')], []],
	['for a commit message', [system(), user('write a commit message for my changes')], []],
	['for a summary', [system(), wrapped('Fix it'), assistant('done'), wrapped('Summarize the conversation history so far')], TOOLS],
	['that is short', [user('hi')], []],
	['that is long', [system(), user('x '.repeat(5000))], []],
	[
		'with the words of a summary in its wrapping',
		[system(), wrapped('The conversation has grown too large and must be compacted, use <summary>')],
		TOOLS,
	],
	['with a lone tool', [user('plan my week')], [tool('manage_todo_list')]],
	[
		'in a conversation about titles',
		[system('You are an expert in crafting titles for books.'), user('one'), assistant('A'), user('another')],
		[],
	],
	['of an agent that has tools', [system('You are an expert in crafting titles for books.'), user('one')], TOOLS],
] as const)('a question of the user %s stays one', (_what, messages, tools) => {
	expect(kind(messages, tools)).toBeNull();
});

test('what comes to the entry for it is a background request', () => {
	expect(kind([user('Say which of these commands is risky.')], [], 'background')).toBe('other');
	expect(kind([system('You are an expert in crafting titles for chats.'), user('x')], [], 'background')).toBe('title');
});
