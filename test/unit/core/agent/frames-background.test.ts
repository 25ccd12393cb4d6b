import { expect, test } from 'vitest';
import { backgroundKind } from '../../../../src/core/agent/background.ts';
import { goesOnBeside, startsAgent } from '../../../../src/core/agent/conversation.ts';
import type { Message } from '../../../../src/core/message/message.ts';
import { assistant, call, result, system, TOOLS, user } from './talk.ts';

const ask = (messages: readonly Message[], tools: readonly (typeof TOOLS)[number][] = [], maxOutputTokens?: number) =>
	backgroundKind({ entry: 'auto', messages, tools, wishes: maxOutputTokens === undefined ? {} : { maxOutputTokens } });
const TALK = [system('You are an agent.'), user('Fix it'), call('a'), result('a'), assistant('Done.')];
const COMPACT =
	'CRITICAL: Respond with TEXT ONLY. Do NOT call any tools.\n\n- Say <analysis> and <summary>.\n\nYour task is to create a detailed summary of the conversation so far, please.';

test.each([
	[
		'title',
		'Claude Code',
		[system('You are Claude Code, x.\nYou are naming a coding session so that it is found.'), user('<session>\nFix it\n</session>')],
		[],
	],
	[
		'title',
		'opencode',
		[system('You are a title generator. One line.'), user('Generate a title for this conversation:\n'), user('Fix it')],
		[],
	],
	['title', 'Qwen Code', [...TALK, user('Generate the session title now. Populate the schema with it.')], []],
	[
		'category',
		'older Claude Code',
		[system('You are Claude Code, x.\nAnalyze if this message indicates a new conversation topic.'), user('Fix it')],
		[],
	],
	[
		'commit',
		'aider',
		[system('You are an expert software engineer that generates concise, one-line Git commit messages.'), user('diff')],
		[],
	],
	['summary', 'Claude Code', [...TALK, user(COMPACT)], TOOLS],
	['summary', 'Codex', [...TALK, user('You are performing a CONTEXT CHECKPOINT COMPACTION. Hand it over.')], []],
	[
		'summary',
		'opencode',
		[system('You are a context summarization agent. Sum up.'), user('Here is the conversation so far:\n\n<conversation>\n')],
		[],
	],
	[
		'summary',
		'Qwen Code',
		[...TALK, user('You are the component that summarizes a conversation when its context window is about to overflow. Go.')],
		TOOLS,
	],
	['summary', 'Qwen Code again', [...TALK, user('First, reason in your <analysis> block. Then, produce the <state_snapshot> XML.')], []],
	['summary', 'aider', [system('*Briefly* summarize this partial conversation about programming.'), user('# USER\nFix it')], []],
	['other', 'what to say next', [...TALK, user('[SUGGESTION MODE: Suggest what the user might naturally type next into it.]')], TOOLS],
	[
		'other',
		'memory',
		[
			system('You are now acting as the managed memory extraction subagent for it.'),
			...TALK.slice(1),
			user('Look'),
			call('b'),
			result('b'),
		],
		TOOLS,
	],
	['other', 'a page', [user('Web page content:\n---\nHello\n---\nWhat is it?')], []],
	['other', 'a command', [system('Your task is to process Bash commands that an AI coding agent wants to run.'), user('ls')], []],
] as const)('%s: %s', (what, _who, messages, tools) => {
	expect(ask(messages, tools)).toBe(what);
});

test('an answer of one token is a probe', () => {
	expect(ask([user('quota')], [], 1)).toBe('other');
	expect(ask([user('quota')], [], 2)).toBeNull();
	expect(ask([user('quota')], TOOLS, 1)).toBeNull();
});

test.each([
	['the first that is said', [system('You are an agent.'), user('You are performing a CONTEXT CHECKPOINT COMPACTION: what is that?')]],
	['behind other words', [...TALK, user('What means "[SUGGESTION MODE: Suggest what the user might naturally type next"?')]],
	['asked for', [...TALK, user('Please create a detailed summary of the conversation so far')]],
	['a page of his own', [system('You help.'), user('See this: Web page content:\n---\n')]],
] as const)('the words of a client are the user’s where they are %s', (_what, messages) => {
	expect(ask(messages, TOOLS)).toBeNull();
});

test('tools that begin agents, and results that only say so', () => {
	for (const name of ['Agent', 'Task', 'task', 'agent', 'spawn_agent', 'multi_agent_v1__spawn_agent', 'runSubagent'])
		expect(startsAgent(name), name).toBe(true);
	for (const name of ['list_agents', 'close_agent', 'multi_agent_v1__wait_agent', 'TaskList', 'Read'])
		expect(startsAgent(name), name).toBe(false);
	expect(goesOnBeside('Async agent launched successfully. It works.')).toBe(true);
	expect(goesOnBeside('Background agent launched successfully.\ntask_id: 1')).toBe(true);
	expect(goesOnBeside('{"agent_id":"01a","nickname":"x"}')).toBe(true);
	expect(goesOnBeside('main.js calls it; an agent launched')).toBe(false);
});
