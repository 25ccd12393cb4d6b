import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainMessages } from '../../../../src/core/chat/answer.ts';
import { allTurns, forkAt, MOST_BRANCHES, repairBranches, showVersion } from '../../../../src/core/chat/branches.ts';
import { buildMessages } from '../../../../src/core/chat/prompt.ts';
import type { ChatSession, Turn } from '../../../../src/core/chat/session.ts';
import { addTurn, emptyAnswer, emptySession } from '../../../../src/core/chat/session-ops.ts';
import { textOf } from '../../../../src/core/message/message.ts';

function turn(id: string, said = `says ${id}`): Turn {
	const answer = { ...emptyAnswer(`a-${id}`, 1), state: 'done' as const, messages: plainMessages(said, '') };
	return { id, at: 1, text: `asks ${id}`, attachments: [], sentTokens: 1, answers: [answer], shown: 0 };
}

const chat = (...ids: readonly string[]): ChatSession => ids.reduce((all, id) => addTurn(all, turn(id)), emptySession('s', 0));

function gone(session: ChatSession, at: string, as: string): ChatSession {
	const forked = forkAt(session, at)!;
	return addTurn(forked.session, { ...turn(as), ...(forked.version ? { version: forked.version } : {}) });
}

const ids = ({ turns }: Pick<ChatSession, 'turns'>): readonly string[] => turns.map(({ id }) => id);

describe('another way of a chat', () => {
	it('keeps what stood there, and is switched to and fro', () => {
		const twice = gone(gone(chat('a', 'b', 'c'), 'b', 'b2'), 'b2', 'b3');
		expect([ids(twice), twice.turns[1]?.version]).toEqual([['a', 'b3'], { fork: 'b', index: 2, count: 3 }]);
		const first = showVersion(twice, 'b3', 0);
		expect([ids(first), first.turns[1]?.version]).toEqual([['a', 'b', 'c'], { fork: 'b', index: 0, count: 3 }]);
		expect(ids(showVersion(first, 'b', 1))).toEqual(['a', 'b2']);
		expect(ids(showVersion(showVersion(first, 'b', 1), 'b2', 2))).toEqual(['a', 'b3']);
		expect(showVersion(first, 'b', 3)).toBe(first);
		expect(showVersion(first, 'a', 0)).toBe(first);
	});

	it('is what goes to a model, alone', () => {
		const session = gone(chat('a', 'b', 'c'), 'b', 'b2');
		const words = (of: ChatSession) =>
			buildMessages({ turns: of.turns, text: 'now', attachments: [], language: null })
				.slice(1)
				.map(({ parts }) => textOf(parts));
		expect(words(session)).toEqual(['asks a', 'says a', 'asks b2', 'says b2', 'now']);
		expect(words(showVersion(session, 'b2', 0))).toEqual(['asks a', 'says a', 'asks b', 'says b', 'asks c', 'says c', 'now']);
	});

	it('is none where nothing came and nothing was paid', () => {
		const silent = addTurn(chat('a'), turn('b', ''));
		expect(forkAt(silent, 'b')).toEqual({ session: { ...silent, turns: silent.turns.slice(0, 1) }, version: undefined });
		expect(forkAt(silent, 'gone')).toBeNull();
	});

	it('ends at the most that there may be, and then nothing is dropped', () => {
		let session = chat('a');
		for (let n = 0; n < MOST_BRANCHES; n++) session = gone(session, session.turns[0]!.id, `n${n}`);
		expect(forkAt(session, session.turns[0]!.id)).toBeNull();
		expect(allTurns(session)).toHaveLength(MOST_BRANCHES + 1);
	});

	it('never loses a turn, and every version can be reached, whatever is done', () => {
		const step = fc.record({ at: fc.nat(6), index: fc.nat(6), kind: fc.constantFrom('add', 'fork', 'show') });
		fc.assert(
			fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
				let session = chat('t0');
				let made = 1;
				for (const { at, index, kind } of steps) {
					const id = session.turns[at % session.turns.length]!.id;
					if (kind === 'show') session = showVersion(session, id, index);
					else if (kind === 'add') session = addTurn(session, turn(`t${made++}`));
					else session = gone(session, id, `t${made++}`);
				}
				expect([...new Set(allTurns(session).map(({ id }) => id))]).toHaveLength(made);
				expect(allTurns(session)).toHaveLength(made);
				for (const { id, version } of session.turns) {
					for (let n = 0; n < (version?.count ?? 0); n++) {
						const shown = showVersion(session, id, n);
						expect(shown.turns.find((one) => one.version?.fork === version!.fork)?.version).toEqual({ ...version, index: n });
					}
				}
				expect(repairBranches(session)).toEqual({
					...session,
					...(session.branches ? { branches: [...session.branches].sort((a, b) => a.index - b.index) } : {}),
				});
			}),
		);
	});
});

describe('a file that says what cannot be', () => {
	const branches = (n: number) => Array.from({ length: n }, (_, index) => ({ fork: 'b', index: index * 7, turns: [turn(`x${index}`)] }));
	it.each<[string, ChatSession]>([
		['a version without a branch', { ...chat('a'), turns: [{ ...turn('a'), version: { fork: 'z', index: 9, count: 12 } }] }],
		[
			'gaps and a count that is none',
			{ ...chat('a'), turns: [{ ...turn('b'), version: { fork: 'b', index: 500, count: 2 } }], branches: branches(3) },
		],
		[
			'one index twice',
			{ ...chat('a'), turns: [{ ...turn('b'), version: { fork: 'b', index: 0, count: 2 } }], branches: [...branches(2), ...branches(2)] },
		],
		[
			'two turns of one fork',
			{ ...chat('a'), turns: ['b', 'c'].map((id) => ({ ...turn(id), version: { fork: 'b', index: 1, count: 2 } })), branches: branches(1) },
		],
		['a branch that nothing leads to', { ...chat('a'), branches: branches(2) }],
	])('%s: all is kept, and what is said can be reached', (_, session) => {
		const repaired = repairBranches(session);
		expect(allTurns(repaired)).toHaveLength(allTurns(session).length);
		for (const { id, version } of repaired.turns) {
			if (version === undefined) continue;
			expect(version.count).toBe((repaired.branches ?? []).filter(({ fork }) => fork === version.fork).length + 1);
			for (let n = 0; n < version.count; n++) {
				const shown = showVersion(repaired, id, n).turns.some((one) => one.version?.fork === version.fork && one.version.index === n);
				expect(shown).toBe(true);
			}
		}
	});
});
