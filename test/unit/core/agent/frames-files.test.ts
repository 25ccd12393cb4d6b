import { describe, expect, test } from 'vitest';
import { attachedParts } from '../../../../src/core/agent/frames/attached-parts.ts';
import { bareResult } from '../../../../src/core/agent/frames/results.ts';
import { pathsOfCall } from '../../../../src/core/agent/named-paths.ts';
import { privateContent } from '../../../../src/core/agent/private-content.ts';
import { taskOf } from '../../../../src/core/agent/task.ts';
import { inFolder, namesIn } from '../../../../src/core/agent/working-directory.ts';
import type { Message } from '../../../../src/core/message/message.ts';
import { assistant, system, user } from './talk.ts';

const parts = (...texts: readonly string[]): Message => ({ role: 'user', parts: texts.map((text) => ({ type: 'text', text })) });
const reminder = (text: string) => `<system-reminder>\n${text}\n</system-reminder>`;
const shown = (...messages: readonly Message[]) =>
	[...attachedParts(messages)].flatMap(([part, blocks]) =>
		blocks.map(({ start, end, path, call }) => [path ?? call?.arguments ?? null, part.text.slice(start, end).trim()]),
	);

describe('what clients show of files beside the words', () => {
	test.each([
		[
			'Claude Code, in two messages',
			[
				user(reminder('Called the Read tool with the following input: {"file_path":"/w/.env"}')),
				parts(`${reminder('Result of calling the Read tool:\n1\tA=1')}\n`, 'See it'),
			],
			['/w/.env', '1\tA=1'],
		],
		[
			'Claude Code, changed',
			[parts(reminder('Note: /w/.env was modified, by somebody. See:\n1\tA=2'), 'Why?')],
			['/w/.env', 'Note: /w/.env was modified, by somebody. See:\n1\tA=2'],
		],
		[
			'Claude Code, selected',
			[parts('<ide_selection>The user selected the lines 1 to 1 from /w/.env:\nA=1\n</ide_selection>', 'Why?')],
			['/w/.env', 'A=1'],
		],
		[
			'Claude Code, typed',
			[parts('<bash-input>cat .env</bash-input>\n', '<bash-stdout>A=1</bash-stdout>')],
			['{"command":"cat .env"}', 'A=1</bash-stdout>'],
		],
		[
			'Codex, typed',
			[parts('<user_shell_command>\n<command>\ncat .env\n</command>\n<result>\nA=1\n</result>\n</user_shell_command>')],
			['{"command":"cat .env"}', '<result>\nA=1\n</result>\n</user_shell_command>'],
		],
		[
			'opencode',
			[
				parts(
					'Called the Read tool with the following input: {"filePath":"/w/.env"}',
					'<path>/w/.env</path>\n<type>file</type>\n<content>\n1: A=1\n</content>',
					'See it',
				),
			],
			['/w/.env', '<path>/w/.env</path>\n<type>file</type>\n<content>\n1: A=1\n</content>'],
		],
		[
			'Qwen Code',
			[parts('See @.env', '\n--- Content from referenced files ---', '\nContent from .env:\n', 'A=1', '\n--- End of content ---')],
			['.env', 'A=1'],
		],
		['aider', [user('I have *added these files to the chat* now.\n\n.env\n```\nA=1\n```\n')], ['.env', 'A=1']],
		[
			'Cline, a result',
			[parts("[read_file for '.env'] Result:\nA=1", '<environment_details>\nx\n</environment_details>')],
			['.env', 'A=1'],
		],
		['Cline, a result in the next part', [parts("[read_file for '.env'] Result:", 'A=1')], ['.env', 'A=1']],
		['Cline, named by the user', [parts('<task>\nSee .env\n</task>\n\n<file_content path=".env">\nA=1\n</file_content>')], ['.env', 'A=1']],
	] as const)('%s', (_who, messages, expected) => {
		expect(shown(...messages)).toContainEqual(expected);
		const [, text] = expected;
		const found = [...attachedParts(messages).values()].flat().find(({ path, call }) => (path ?? call?.arguments) === expected[0])!;
		const call = found.call ?? { name: 'read', arguments: JSON.stringify({ path: found.path }) };
		expect(privateContent({ call, text, isError: false }, () => false).files).toHaveLength(1);
	});

	test('aider, several files, one of them empty', () => {
		const text =
			'I have *added these files to the chat* now.\n\nsum.js\n```\nfunction f() {\n}\n```\n\nnone.js\n```\n```\n\n.env\n````\n```\nA=1\n````\n';
		expect(shown(user(text))).toEqual([
			['sum.js', 'function f() {\n}'],
			['none.js', ''],
			['.env', '```\nA=1'],
		]);
	});

	test('the words themselves are nobody else’s', () => {
		const read = parts(`${reminder('Result of calling the Read tool:\n1\tlet a;')}\n`, 'I keep API_KEY in .env');
		expect(shown(read).map(([, text]) => text)).toEqual(['1\tlet a;']);
	});

	test('opencode asks for a summary with the results of tools in one text, each kept by its own path', () => {
		const told =
			'Here is the conversation so far:\n\n<conversation>\n[User]: "Fix it"\n\n[Assistant tool call]: read({"filePath":"/w/.env"})\n[Tool result]: <path>/w/.env</path>\n<type>file</type>\n<content>\n1: A=1\n</content>\n[Assistant]: Done.\n[Tool result]: (no output)\n</conversation>';
		expect(shown(user(told))).toEqual([
			['/w/.env', '<path>/w/.env</path>\n<type>file</type>\n<content>\n1: A=1\n</content>'],
			[null, '(no output)'],
		]);
	});
});

test('the predictor sees them, and not those of before', () => {
	const claude = system('You are Claude Code, x.');
	const called = (path: string) => user(reminder(`Called the Read tool with the following input: {"file_path":"${path}"}`));
	const read = (words: string) => parts(`${reminder('Result of calling the Read tool:\n1\tlet a;')}\n`, words);
	const task = taskOf({
		messages: [claude, called('/w/old.ts'), read('One'), assistant('ok'), called('/w/new.ts'), read('Two')],
		tools: [],
	});
	expect([task.text, task.attachments.map(({ path }) => path)]).toEqual(['Two', ['/w/new.ts']]);
	const aider = [
		system('Act as an expert software developer.'),
		user('I have *added these files to the chat* now.\n\nsrc/a.ts\n```\nlet a;\n```\n'),
		assistant('Ok, any changes I propose will be to those files.'),
		user('Explain a'),
	];
	expect(taskOf({ messages: aider, tools: [] }).attachments.map(({ path, content }) => [path, content])).toEqual([['src/a.ts', 'let a;']]);
});

test.each([
	['Claude Code', 'Grep', { pattern: 'A', path: '/w', output_mode: 'content' }, '.env:1:A=1'],
	['Claude Code', 'Read', { file_path: '/w/.env' }, '1\tA=1'],
	[
		'Claude Code',
		'Edit',
		{ file_path: '/w/.env', old_string: 'A', new_string: 'B' },
		'The file /w/.env has been updated. A part of it:\n     1\tKEY_A=1\n     2\tKEY_B=2',
	],
	['Gemini CLI', 'read_many_files', { paths: ['**/*'] }, '--- /w/src/a.ts ---\n\nlet a;\n\n--- /w/.env ---\n\nA=1\n'],
	['Claude Code', 'Bash', { command: 'cat .env', description: 'Look' }, 'A=1'],
	['Codex', 'exec_command', { cmd: 'cat .env' }, 'Chunk ID: 1\nWall time: 0.0 seconds\nProcess exited with code 0\nOutput:\nA=1'],
	['Codex', 'write_stdin', { session_id: 1, chars: 'cat .env\n' }, 'A=1'],
	['Codex', 'shell', { command: ['bash', '-lc', 'cat .env'] }, 'A=1'],
	['opencode', 'read', { filePath: '/w/.env' }, '<path>/w/.env</path>\n<content>\n1: A=1\n</content>'],
	['opencode', 'grep', { pattern: 'A' }, 'Found 1 matches\n/w/.env:\n  Line 1: A=1'],
	['opencode', 'bash', { command: 'cat .env', description: 'Look' }, 'A=1'],
	['Qwen Code', 'read_file', { file_path: '/w/.env' }, 'A=1'],
	[
		'Qwen Code',
		'grep_search',
		{ pattern: 'A' },
		'Found 1 match for pattern "A" in the workspace directory:\n---\nFile: .env\nL1: A=1\n---',
	],
	[
		'Qwen Code',
		'run_shell_command',
		{ command: 'cat .env', is_background: false },
		'Command: cat .env\nDirectory: (root)\nOutput: A=1\nExit Code: 0',
	],
])('%s: what %s shows of a private file is kept back', (_who, name, args, text) => {
	expect(privateContent({ call: { name, arguments: JSON.stringify(args) }, text, isError: false }, () => false).files).toHaveLength(1);
});

test.each([
	['Glob', { pattern: '**/*.js' }, '.env\nsrc/a.js'],
	['Edit', { file_path: '/w/src/a.ts', old_string: 'a', new_string: 'b' }, 'The file /w/src/a.ts has been updated.'],
	['read_many_files', { paths: ['src/**'] }, '--- /w/src/env.ts ---\n\nlet a;\n\n--- End of content ---'],
	['BashOutput', { bash_id: '1' }, '--- starting ---\nlistening'],
	['TodoWrite', { todos: [{ content: 'read .env', status: 'pending' }] }, 'Todos have been changed.'],
	['update_plan', { plan: [{ step: 'read .env', status: 'completed' }] }, 'Plan updated'],
	['apply_patch', { input: '*** Begin Patch\n*** Update File: src/a.ts\n' }, 'Success. Updated the following files:\nM src/a.ts'],
])('%s %j shows none', (name, args, text) => {
	expect(privateContent({ call: { name, arguments: JSON.stringify(args) }, text, isError: false }, () => false).files).toEqual([]);
});

test('a shell that reads what is typed names its files', () => {
	expect(pathsOfCall({ name: 'write_stdin', arguments: '{"session_id":1,"chars":"cat .env\\n"}' })).toEqual([
		{ path: '.env', does: 'shows' },
	]);
});

test.each([
	['Exit code 1\nx\n\n<system-reminder>\n<total_tokens>99 tokens left</total_tokens>\n</system-reminder>', 'Exit code 1\nx'],
	[
		'Chunk ID: 80a\nWall time: 0.01 seconds\nProcess exited with code 3\nOriginal token count: 1\nOutput:\nx',
		'Process exited with code 3\nx',
	],
	['Wall time: 0.0100 seconds\nProcess running with session ID 7\nOutput:\n', 'Process running with session ID 7\n'],
	['Command: a\nOutput: x\nExit Code: 3\nProcess Group PGID: 77', 'Command: a\nOutput: x\nExit Code: 3'],
	['Output:\nx', 'Output:\nx'],
	['<system-reminder> is a tag\n</system-reminder>', '<system-reminder> is a tag\n</system-reminder>'],
])('%j is read as %j', (result, read) => {
	expect(bareResult(result)).toBe(read);
});

test('a relative path begins at the folder of the client', () => {
	expect(inFolder('/w/shop', 'src/a.ts')).toBe('/w/shop/src/a.ts');
	expect(inFolder('/w/shop/', './a.ts')).toBe('/w/shop/a.ts');
	expect(inFolder('C:\\w', 'a.ts')).toBe('C:\\w/a.ts');
	for (const path of ['/etc/a', '~/.ssh/id_rsa', 'C:\\a', 'file:///a', '$HOME/a', '']) expect(inFolder('/w', path)).toBe(path);
	expect(inFolder(null, 'a.ts')).toBe('a.ts');
});

test('a path is looked up by each name that rules may be written for', () => {
	expect(namesIn('/w/shop', 'src/a.ts')).toEqual(['src/a.ts', '/w/shop/src/a.ts']);
	expect(namesIn('/w/shop', '/w/shop/src/a.ts')).toEqual(['/w/shop/src/a.ts', 'src/a.ts']);
	expect(namesIn('C:\\w', 'C:\\w\\a.ts')).toEqual(['C:\\w\\a.ts', 'a.ts']);
	expect(namesIn('/w/shop', '/w/shopping/a.ts')).toEqual(['/w/shopping/a.ts']);
	expect(namesIn(null, 'a.ts')).toEqual(['a.ts']);
});

test.each([
	['a resource', [parts(`${reminder('Full contents of resource:')}\n`, `${reminder('API_TOKEN=k8Jd82hsQ1')}\n`, 'See it')]],
	['a hook', [parts(`${reminder('SessionStart hook additional context:\nAPI_TOKEN=k8Jd82hsQ1')}\n`, 'See it')]],
] as const)('Claude Code: %s is read for secrets, and the words are not', (_what, messages) => {
	const read = shown(...messages).map(([, text]) => text);
	expect(read).toHaveLength(1);
	expect(privateContent({ call: null, text: read[0]!, isError: false }, () => false).secrets).toEqual(['a value of API_TOKEN']);
	expect(read[0]).not.toContain('<');
});
