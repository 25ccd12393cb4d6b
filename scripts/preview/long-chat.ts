import type { ToChat, Turn } from '../../src/protocol/chat.ts';
import type { ChatState } from '../../src/protocol/chat-state.ts';
import { answer, chatState, turn } from '../../test/unit/views/fixtures.ts';

/** A chat of any length, and answers that stream into it. */

const FENCE = '```';
const ANSWER = `The queue drops an entry when two writers meet. See \`src/queue.ts:42\`.

1. Take the lock *before* the length is read.
2. Give it back in \`finally\`.

${FENCE}ts
export async function push<T>(queue: Queue<T>, item: T): Promise<void> {
	const release = await queue.lock();
	try {
		queue.items.push(item);
	} finally {
		release();
	}
}
${FENCE}

| case | before | after |
|---|---:|---:|
| one writer | 3 ms | 3 ms |
| two writers | lost | 4 ms |`;

/** A chat with so many messages, a question and an answer a turn, and one more turn whose answer is empty and runs. */
export function longChat(messages: number): ChatState {
	const turns = Array.from({ length: messages / 2 }, (_, index): Turn => {
		const text = index === 7 ? 'Where is the needle of this chat?' : `Question ${index}: why does the queue lose an entry?`;
		return turn({ id: `t${index}`, text, answers: [answer({ id: `a${index}`, text: ANSWER })] });
	});
	const running = turn({
		id: 'run',
		text: 'Write it all.',
		answers: [answer({ id: 'runs', text: '', state: 'streaming', receipt: null })],
	});
	return chatState([...turns, running], { busy: { turnId: 'run', answerId: 'runs' } });
}

/** The pieces of a text as an answer gets them. */
export function streamed(text: string, piece: number): readonly ToChat[] {
	return Array.from({ length: Math.ceil(text.length / piece) }, (_, index) => ({
		type: 'append',
		turnId: 'run',
		answerId: 'runs',
		text: text.slice(index * piece, (index + 1) * piece),
		length: index * piece,
	}));
}

function upTo(length: number, line: (index: number) => string): string {
	let text = '';
	for (let index = 0; text.length < length; index += 1) text += line(index);
	return text;
}

export function codeOf(length: number): string {
	return `${FENCE}ts\n${upTo(length, (i) => `export function step${i}(value: number, label = "step ${i}"): string {\n\t// The sum goes into the label.\n\treturn \`\${label}: \${value + ${i}}\`;\n}\n`)}`;
}

export function proseOf(length: number): string {
	return upTo(
		length,
		(i) =>
			`${i % 9 === 0 ? `## Part ${i}\n\n` : ''}Some words of *prose* with \`code\` in them, about **step ${i}** and \`src/step.ts:${i + 1}\`.\n\n- one\n- two\n\n`,
	);
}

export function listOf(length: number): string {
	return upTo(length, (i) => `- item ${i} with \`code\` and **weight**\n`);
}
