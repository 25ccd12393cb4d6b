import { expect, test } from 'vitest';
import { taskOf } from '../../../../src/core/agent/task.ts';
import { toolSteps } from '../../../../src/core/agent/tool-steps.ts';
import { isSummarised, userRequests } from '../../../../src/core/agent/user-request.ts';
import type { Message } from '../../../../src/core/message/message.ts';
import { assistant, call, result, system, TOOLS, user, wrapped } from './talk.ts';

const texts = (...messages: readonly Message[]) => userRequests(messages).map(({ text }) => text);

test('the words of the user are taken out of the wrapping', () => {
	expect(texts(system(), user('<environment_info>\nLinux\n</environment_info>'), wrapped('Fix it'))).toEqual(['Fix it']);
	expect(texts(user('<user_query>Fix it</user_query>'))).toEqual(['Fix it']);
	expect(texts(system(), user('<prompt>\nAsk me\n</prompt>'))).toEqual(['Ask me']);
});

test("where words are wrapped, what is not is the editor's own", () => {
	expect(texts(wrapped('Fix it'), call('a'), result('a'), user('Remember to be brief.'))).toEqual(['Fix it']);
});

test('without a wrapping, blocks that were added go', () => {
	expect(texts(user('<context>\nx\n</context>\n<reminderInstructions>\ny\n</reminderInstructions>\nFix it'))).toEqual(['Fix it']);
	expect(texts(user('Fix it'), call('a'), result('a'), user('<system-reminder>Be brief</system-reminder>'))).toEqual(['Fix it']);
	expect(texts(user('why is <div> not closed in <div>a'))).toEqual(['why is <div> not closed in <div>a']);
	expect(texts(user('say <prompt>x</prompt> to it'))).toEqual(['say <prompt>x</prompt> to it']);
});

test('an empty request is none', () => {
	expect(texts(user('<userRequest>\n\n</userRequest>\n'))).toEqual([]);
	expect(texts(user('<userRequest>\n\n</userRequest>\n'), wrapped('go on'))).toEqual(['go on']);
});

test('a picture alone is a request', () => {
	const image: Message = { role: 'user', parts: [{ type: 'image', mediaType: 'image/png', data: 'AA==' }] };
	expect(texts(image)).toEqual(['']);
	expect(taskOf({ messages: [image], tools: [] }).needs).toEqual({ tools: false, vision: true });
});

test('hostile text is read to its end: in the square of its length this would take minutes', () => {
	const hostile = [user('<context>'.repeat(200_000)), user('<'.repeat(500_000)), user('<context x'.repeat(100_000))];
	expect(userRequests(hostile)).toHaveLength(3);
});

test('the predictor is shown the request, what was said before, and attached files', () => {
	const attached = user(
		'<attachments>\n<attachment id="src/a.ts">\nlet a;\n</attachment>\n</attachments>\n<userRequest>\nExplain a\n</userRequest>',
	);
	const task = taskOf({
		messages: [system(), wrapped('Fix it'), call('a'), result('a', 'secret'), assistant('Fixed.'), attached],
		tools: TOOLS,
	});
	expect(task.text).toBe('Explain a');
	expect(task.history).toEqual([
		{ role: 'user', content: 'Fix it' },
		{ role: 'assistant', content: 'Fixed.' },
	]);
	expect(task.attachments).toEqual([{ kind: 'file', path: 'src/a.ts', language: null, content: 'let a;', range: null }]);
	expect(task.needs).toEqual({ tools: true, vision: false });
});

test('the steps of a run are those since the last request', () => {
	const steps = toolSteps([
		wrapped('one'),
		call('a'),
		result('a', 'old'),
		wrapped('two'),
		call('b', 'run_in_terminal', { command: 'npm test' }),
		result('b', 'failed', true),
		call('c'),
	]);
	expect(steps).toEqual([
		{ id: 'b', name: 'run_in_terminal', arguments: '{"command":"npm test"}', result: 'failed', isError: true },
		{ id: 'c', name: 'read_file', arguments: '{"filePath":"/a.ts"}', result: null, isError: false },
	]);
});

test('a summary is seen', () => {
	expect(isSummarised([user('<conversation-summary>\nx\n</conversation-summary>')])).toBe(true);
	expect(isSummarised([user('sum it up')])).toBe(false);
});
