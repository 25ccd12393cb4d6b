// @vitest-environment happy-dom
import '../views/dom.ts';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { RoutooError } from '../../../src/core/base/errors.ts';
import { systemClock } from '../../../src/core/base/time.ts';
import { answerReasoning, answerText } from '../../../src/core/chat/answer.ts';
import { buildMessages } from '../../../src/core/chat/prompt.ts';
import type { ChatSession } from '../../../src/core/chat/session.ts';
import { conversationOf } from '../../../src/core/chat/session-ops.ts';
import { type Message, textMessage } from '../../../src/core/message/message.ts';
import { decodeSummary, encodeSession } from '../../../src/storage/files/session-file.ts';
import { FileSessionStore } from '../../../src/storage/files/sessions.ts';
import { ChatElement } from '../../../src/views/chat/chat-element.ts';
import { ComposerElement } from '../../../src/views/chat/composer-element.ts';
import { TurnElement } from '../../../src/views/chat/turn-element.ts';
import { MenuButton } from '../../../src/views/common/menu.ts';
import { tempFolder } from '../../support/stores/sqlite.ts';
import { chatState } from '../views/fixtures.ts';
import { WholeMarkdown } from '../views/whole.ts';

customElements.define('routoo-menu', MenuButton);
customElements.define('routoo-markdown', WholeMarkdown);
customElements.define('routoo-turn', TurnElement);
customElements.define('routoo-composer', ComposerElement);
customElements.define('routoo-chat', ChatElement);

/** Files that version 1 wrote, and in `expected` what it made of them itself: answers, the next request, the words in the view. */
const FILES = join(import.meta.dirname, '../../fixtures/sessions/v1');
const NAMES = readdirSync(join(FILES, 'expected')).map((name) => name.replace('.json', ''));

interface Expected {
	readonly turns: readonly {
		readonly id: string;
		readonly shown: number;
		readonly answers: readonly { readonly text: string; readonly reasoning: string }[];
	}[];
	/** Of the next request, without the system message. */
	readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
	readonly history: readonly { readonly role: string; readonly content: string }[];
	readonly shown: string;
}

function expectedOf(name: string): Expected {
	return JSON.parse(readFileSync(join(FILES, 'expected', `${name}.json`), 'utf8'));
}

function open(...names: string[]): { store: FileSessionStore; folder: string; notices: RoutooError[] } {
	const folder = join(tempFolder(), 'sessions');
	mkdirSync(folder);
	for (const name of names) copyFileSync(join(FILES, `${name}.json`), join(folder, `${name}.json`));
	const notices: RoutooError[] = [];
	return { store: new FileSessionStore({ folder, clock: systemClock, notices: (n) => notices.push(n) }), folder, notices };
}

/** The rule by which version 1 reads a file, word for word. */
function readByVersion1(content: string): 'session' | 'damaged' | 'newer' {
	const file = z.object({ session: z.looseObject({ version: z.number() }) }).safeParse(JSON.parse(content));
	if (!file.success) return 'damaged';
	return file.data.session.version > 1 ? 'newer' : 'session';
}

async function words(session: ChatSession): Promise<string> {
	const element = document.createElement('routoo-chat') as ChatElement;
	element.host = { post: () => {}, kept: () => undefined, keep: () => {} };
	document.body.append(element);
	// Turns come in slices of frames: it has settled when nothing more came for a while.
	const wait = async (): Promise<void> => {
		let before = '';
		for (let same = 0; same < 6; ) {
			await new Promise((resolve) => setTimeout(resolve, 25));
			const now = element.textContent ?? '';
			same = now === before && now !== '' ? same + 1 : 0;
			before = now;
		}
	};
	window.dispatchEvent(new MessageEvent('message', { data: { type: 'snapshot', state: { ...chatState([]), session } } }));
	await wait();
	for (const thought of element.querySelectorAll<HTMLDetailsElement>('details.thought')) {
		thought.open = true;
		thought.dispatchEvent(new Event('toggle'));
	}
	await wait();
	// Words that only a screen reader gets came later.
	for (const heard of element.querySelectorAll('.receipt > .visually-hidden')) heard.remove();
	// So did a button of a block.
	for (const button of element.querySelectorAll('.code-actions button')) if (button.textContent === 'diff') button.remove();
	const shown = element.querySelector('.log')!.textContent!.replace(/\s+/g, ' ').trim();
	element.remove();
	return shown;
}

function nextRequest(session: ChatSession): readonly Message[] {
	return buildMessages({ turns: session.turns, text: 'And then?', attachments: [], language: 'go' });
}

describe.each(NAMES)('a file of version 1: %s', (name) => {
	const expected = expectedOf(name);

	it('is read and shown as before, and stays so when it is saved as version 3 and read again', async () => {
		const { store, folder, notices } = open(name);
		const summary = (await store.list())[0];
		const migrated = (await store.load(name))!;
		expect(migrated.version).toBe(3);
		const answers = migrated.turns.map(({ id, shown, answers: all }) => ({
			id,
			shown,
			answers: all.map(({ messages, routing: _, ...rest }) => ({
				...rest,
				text: answerText({ messages }),
				reasoning: answerReasoning({ messages }),
			})),
		}));
		expect(answers).toEqual(expected.turns);
		expect(await words(migrated)).toBe(expected.shown);

		const before = JSON.parse(readFileSync(join(FILES, `${name}.json`), 'utf8')).session;
		const untouched = ({ turns: _, version: __, ...rest }: ChatSession) => rest;
		expect(untouched(migrated)).toEqual(untouched(before));
		expect(migrated.turns.map((turn) => [turn.text, turn.attachments, turn.sentTokens])).toEqual(
			before.turns.map((turn: ChatSession['turns'][number]) => [turn.text, turn.attachments, turn.sentTokens]),
		);

		await store.save(migrated);
		expect(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')).session.version).toBe(3);
		expect(await store.load(name)).toEqual(migrated);
		// What it cost is in the head from now on.
		const { cost: _cost, ...head } = (await store.list())[0]!;
		expect(head).toEqual(summary);
		expect(notices).toEqual([]);
	});

	it('gives the same bytes to the next request', async () => {
		const migrated = (await open(name).store.load(name))!;
		const messages = nextRequest(migrated);
		expect(JSON.stringify(messages.slice(1))).toBe(
			JSON.stringify(expected.messages.map(({ role, content }) => textMessage(role, content))),
		);
		const { store } = open(name);
		await store.save(migrated);
		expect(JSON.stringify(nextRequest((await store.load(name))!))).toBe(JSON.stringify(messages));
		expect(conversationOf(migrated.turns)).toEqual(expected.history);
	});
});

it('a damaged file of version 1 is set aside as before', async () => {
	const { store, folder, notices } = open('damaged', 'plain');
	expect(await store.load('damaged')).toBeNull();
	expect((await store.list()).map(({ id }) => id)).toEqual(['plain']);
	expect(notices.map(({ kind }) => kind)).toEqual(['damagedFile']);
	const kept = readdirSync(folder).find((file) => file.startsWith('damaged.damaged-'))!;
	expect(readFileSync(join(folder, kept))).toEqual(readFileSync(join(FILES, 'damaged.json')));
	expect(existsSync(join(folder, 'damaged.json'))).toBe(false);
});

it('a window of version 1 lists a file of version 3, calls it newer and lets it be', async () => {
	const { store, folder } = open('plain');
	await store.save((await store.load('plain'))!);
	const content = readFileSync(join(folder, 'plain.json'), 'utf8');
	expect(readByVersion1(content)).toBe('newer');
	expect(decodeSummary(content)).toMatchObject({ id: 'plain', turns: 2 });
	expect(readByVersion1(readFileSync(join(FILES, 'plain.json'), 'utf8'))).toBe('session');
});

it('a file of version 4 is refused and left alone, as one of version 3 with an unknown part is damaged', async () => {
	const { store, folder, notices } = open('plain');
	const session = (await store.load('plain'))!;
	await store.save({ ...session, version: 4 as 3 });
	const content = readFileSync(join(folder, 'plain.json'), 'utf8');
	await expect(store.load('plain')).rejects.toMatchObject({ kind: 'storage' });
	expect([readFileSync(join(folder, 'plain.json'), 'utf8'), notices]).toEqual([content, []]);
	const odd = {
		...session.turns[0]!,
		answers: [{ ...session.turns[0]!.answers[0]!, messages: [{ role: 'assistant', parts: [{ type: 'video' }] }] }],
	};
	await store.save({ ...session, turns: [odd as unknown as ChatSession['turns'][number]] });
	expect(await store.load('plain')).toBeNull();
	expect(notices.map(({ kind }) => kind)).toEqual(['damagedFile']);
});

it('a run of steps is stored as it is', async () => {
	const { store } = open('plain');
	const session = (await store.load('plain'))!;
	const thought = { type: 'reasoning', text: '', model: 'opus', signature: 'c2ln', encrypted: 'ZW5j', id: 'r1' } as const;
	const messages = [
		{ role: 'assistant', parts: [thought, { type: 'toolCall', id: 'c1', name: 'read_file', arguments: '{"a": ' }] },
		{
			role: 'tool',
			parts: [
				{
					type: 'toolResult',
					callId: 'c1',
					name: 'read_file',
					content: [
						{ type: 'text', text: 'x' },
						{ type: 'image', mediaType: 'image/png', data: 'AAAA' },
					],
					isError: true,
				},
			],
		},
		{ role: 'assistant', parts: [{ type: 'text', text: 'Done.' }] },
	] as const;
	const turn = { ...session.turns[0]!, answers: [{ ...session.turns[0]!.answers[0]!, messages }] };
	const steps: ChatSession = { ...session, turns: [turn] };
	await store.save(steps);
	expect(await store.load('plain')).toEqual(steps);
	expect(encodeSession(steps).split('\n')[0]).toBe(
		`{"summary":{"id":"plain","title":${JSON.stringify(session.title)},"updatedAt":${session.updatedAt},"turns":1},`,
	);
});
