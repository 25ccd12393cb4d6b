import { beforeEach, expect, test } from 'vitest';
import { type CommitMessage, CommitMessages, type CommitSource } from '../../../../src/app/chat/commit-messages.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { RoutingLine } from '../../../../src/core/routing/routing-line.ts';
import { ChatBench, fails, says } from './chat-bench.ts';

let b: ChatBench;
let lines: RoutingLine[];
let commits: CommitMessages;
/** The last decision, as the status bar names it, and the kind of task that was said. */
let routed: (string | undefined)[];
let kind: string | undefined;
const abort = new AbortController();
const part = (path: string, line: string): string =>
	`diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n+${line}\n`;
const source = (diff: string, change: Partial<CommitSource> = {}): CommitSource => ({
	...{ diff, staged: true, recent: ['Add the cart'], isPrivate: (path: string) => path.endsWith('.env') },
	...change,
});
const write = (diff: string, wish = '', signal: AbortSignal = abort.signal): Promise<CommitMessage | null> =>
	commits.write(source(diff), wish, { signal, onRouting: (line) => lines.push(line) });

beforeEach(() => {
	b = new ChatBench();
	lines = [];
	[routed, kind] = [[], undefined];
	b.seen = ({ knownKind }) => {
		kind = knownKind;
	};
	commits = new CommitMessages({ ...b.deps, onRouted: (line) => routed.push(line?.modelName) });
	b.scripts.small = b.scripts.big = () => says('```\nAdd the ', 'basket\n```');
});

test('is one booked request outside of any conversation, told before it comes', async () => {
	const written = await write(part('a.ts', 'one'), 'closes #7');
	expect(written).toMatchObject({ text: 'Add the basket', modelName: lines[0]!.modelName, leftOut: [] });
	expect(b.ledger.settled).toHaveLength(1);
	expect([kind, routed]).toEqual(['commit', [lines[0]!.modelName]]);
	expect(b.chat.state().session.turns).toEqual([]);
	const told = b.counted.join('\n');
	for (const words of ['+one', '- Add the cart', 'closes #7', 'Staged changes']) expect(told).toContain(words);
});

test('shows no private file and none that holds a key, and says so', async () => {
	const key = `const k = "sk-ant-api03-${'aB3dE5fG7h'.repeat(9)}AA";`;
	const written = await write(part('.env', 'PASSWORD=hunter2hunter2') + part('src/k.ts', key) + part('a.ts', 'one'));
	expect(written?.leftOut.map(({ path }) => path)).toEqual(['.env', 'src/k.ts']);
	const told = b.counted.join('\n');
	expect(told).toContain('+one');
	expect(told).not.toMatch(/hunter2|sk-ant/);
});

test('that is stopped or fails writes nothing', async () => {
	const stopped = new AbortController();
	stopped.abort();
	expect(await write(part('a.ts', 'one'), '', stopped.signal)).toBeNull();
	b.scripts.small = b.scripts.big = () => fails(new RoutooError('network', 'No answer.', 'Start the server.'));
	await expect(write(part('a.ts', 'one'))).rejects.toBeInstanceOf(RoutooError);
	b.scripts.small = b.scripts.big = () => says('```\n\n```');
	await expect(write(part('a.ts', 'one'))).rejects.toThrow(/wrote no commit message/);
	await expect(write('1 file changed, says another program')).rejects.toThrow(/cannot be read/);
	b.candidates = [];
	await expect(write(part('a.ts', 'one'))).rejects.toMatchObject({ kind: 'noModel' });
});
