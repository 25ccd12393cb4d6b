import { beforeEach, expect, test } from 'vitest';
import { InlineEdits } from '../../../../src/app/chat/inline-edits.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { RouteRequest } from '../../../../src/core/routing/types.ts';
import { ChatBench, fails, says } from './chat-bench.ts';

const target = {
	...{ path: 'src/a.ts', language: 'typescript', start: 11, lines: ['const a = 1;'] },
	...{ above: '', below: '', problems: 'line 12: error (ts): unused' },
};

let b: ChatBench;
let edits: InlineEdits;
/** The last decision, as the status bar names it. */
let routed: (string | undefined)[];
const never = new AbortController().signal;
async function write(wish: string, signal = never) {
	const told: unknown[] = [];
	const answer = await edits.write(
		{ target, wish, how: 'edit' },
		{ signal, onRouting: ({ modelName }) => void told.push(modelName), onLines: (soFar) => void told.push(soFar) },
	);
	return { answer, told };
}

beforeEach(() => {
	b = new ChatBench();
	routed = [];
	edits = new InlineEdits({ ...b.deps, onRouted: (line) => routed.push(line?.modelName) });
});

test('model and price are told first, then the lines as they come; it is booked like any other request', async () => {
	b.scripts.big = () => says('```ts\nlet ', 'a = 1;\n', '```');
	let asked: RouteRequest | null = null;
	b.seen = (request) => {
		asked = request;
	};
	const { answer, told } = await write('Use let');
	expect(told[0]).toBe('big');
	expect(told.slice(1, 3)).toEqual([
		{ count: 1, last: 'let' },
		{ count: 2, last: 'let a = 1;' },
	]);
	expect(answer).toMatchObject({ lines: ['let a = 1;'], modelName: 'big' });
	expect(asked!).toMatchObject({ kind: 'chat', text: 'Use let', language: 'typescript' });
	expect(asked!.attachments.map(({ kind, path }) => [kind, path])).toEqual([
		['selection', 'src/a.ts'],
		['problems', 'problems'],
	]);
	expect(asked!.knownKind).toBe('edit');
	expect(routed).toEqual(['big']);
	// No turn of the chat.
	expect(b.chat.state().session.turns).toEqual([]);
});

test('the preview says who would do it, why nobody would, and nothing for no wish', async () => {
	expect(await edits.preview({ target, wish: 'Use let', how: 'edit' }, never)).toMatchObject({ modelName: 'big', candidateId: 'home/big' });
	expect(await edits.preview({ target, wish: '  ', how: 'edit' }, never)).toBeNull();
	expect(await edits.preview({ target, wish: 'x', how: 'edit', choice: { kind: 'user', candidateId: 'gone/away' } }, never)).toMatchObject({
		kind: 'modelNotFound',
	});
});

test('what fails is said in its words, nothing at all too; what is stopped is nothing', async () => {
	b.scripts.big = () => says(' \n');
	b.scripts.small = () => says(' \n');
	await expect(write('x')).rejects.toThrow('The model wrote nothing for these lines.');
	const no = () => fails(new RoutooError('auth', 'The key was not accepted.', 'Set another.'));
	b.scripts.big = no;
	b.scripts.small = no;
	await expect(write('x')).rejects.toThrow(RoutooError);
	b.scripts.big = async function* () {
		yield { type: 'text', text: '```ts\nlet ' };
		yield { type: 'end', reason: 'length' };
	};
	await expect(write('x')).rejects.toThrow('the lines did not come whole');
	const stopped = new AbortController();
	stopped.abort();
	expect((await write('x', stopped.signal)).answer).toBeNull();
});
