import { answerCalls, answerText } from './answer.ts';
import type { Branch, ChatSession, Turn, TurnVersion } from './session.ts';

/**
 * A chat that went on in several ways from one message. What is shown is `turns`; each other way is a branch: the turns from that message
 * on, which were paid for and stay. All ways from one message are versions of its fork. The list of branches is flat, so that however often
 * a chat is gone on with otherwise, nothing nests. All pure.
 */

/** Ways that one chat may go: more than anybody tells apart, and a file stays readable. */
export const MOST_BRANCHES = 100;

/** All turns, shown or not: what was paid for. */
export function allTurns({ turns, branches = [] }: Pick<ChatSession, 'turns' | 'branches'>): readonly Turn[] {
	return branches.length === 0 ? turns : [...turns, ...branches.flatMap((branch) => branch.turns)];
}

/** Every turn anew by `change`, shown or not; the same session where it changes none. */
export function mapAllTurns(session: ChatSession, change: (turn: Turn) => Turn): ChatSession {
	const each = (turns: readonly Turn[]): readonly Turn[] => {
		const changed = turns.map(change);
		return changed.some((turn, index) => turn !== turns[index]) ? changed : turns;
	};
	const turns = each(session.turns);
	const branches = session.branches?.map((branch) => {
		const own = each(branch.turns);
		return own === branch.turns ? branch : { ...branch, turns: own };
	});
	const same = turns === session.turns && (branches ?? []).every((branch, index) => branch === session.branches?.[index]);
	return same ? session : { ...session, turns, ...(branches === undefined ? {} : { branches }) };
}

/**
 * The session up to a turn, which is gone on with otherwise from there; what stood there stays as a branch, but for what is worth nothing.
 * @returns `version`: what the turn that takes the place gets, absent where it is the only one; null for an unknown turn, and where there
 * are MOST_BRANCHES already
 */
export function forkAt(
	session: ChatSession,
	turnId: string,
): { readonly session: ChatSession; readonly version: TurnVersion | undefined } | null {
	const at = session.turns.findIndex(({ id }) => id === turnId);
	const turn = session.turns[at];
	if (turn === undefined) return null;
	const { branches = [] } = session;
	const before = session.turns.slice(0, at);
	const tail = session.turns.slice(at);
	if (!isKept(tail)) return { session: { ...session, turns: before }, version: turn.version };
	if (branches.length >= MOST_BRANCHES) return null;
	// A fork bears the name of the turn where it began: whoever shows it shows one thing that changes.
	const fork = turn.version?.fork ?? turn.id;
	const count = versionsOf(branches, fork) + 1;
	const left: Branch = { fork, index: turn.version?.index ?? 0, turns: tail };
	return { session: { ...session, turns: before, branches: [...branches, left] }, version: { fork, index: count - 1, count } };
}

/** Another version of a turn is shown, with all that followed it. The same session where there is no such version. */
export function showVersion(session: ChatSession, turnId: string, index: number): ChatSession {
	const { turns, branches = [] } = session;
	const at = turns.findIndex(({ id }) => id === turnId);
	const version = turns[at]?.version;
	const wanted = branches.find((branch) => branch.fork === version?.fork && branch.index === index);
	const first = wanted?.turns[0];
	if (version === undefined || wanted === undefined || first === undefined) return session;
	const { fork } = version;
	const shown = { ...first, version: { fork, index, count: versionsOf(branches, fork) } };
	const left: Branch = { fork, index: version.index, turns: turns.slice(at) };
	return {
		...session,
		turns: [...turns.slice(0, at), shown, ...wanted.turns.slice(1)],
		branches: [...branches.filter((branch) => branch !== wanted), left],
	};
}

/**
 * The session with versions that agree with its branches, whatever a file says: each fork counts from 0 without gaps, and one turn leads to
 * it. No turn is dropped.
 */
export function repairBranches(session: ChatSession): ChatSession {
	const { branches = [] } = session;
	if (branches.length === 0) return mapAllTurns(session, plain);
	const hidden = Map.groupBy(
		[...branches].filter(({ turns }) => turns.length > 0),
		({ fork }) => fork,
	);
	const heads = new Map([...hidden.values()].flat().map(({ turns, fork }) => [turns[0], fork]));
	const shownAt = new Map<string, number>();
	const repaired = mapAllTurns(session, (turn) => {
		const { version } = turn;
		if (version === undefined || heads.get(turn) === version.fork) return turn;
		const others = hidden.get(version.fork)?.length ?? 0;
		if (others === 0 || shownAt.has(version.fork)) return plain(turn);
		const index = Math.min(version.index, others);
		shownAt.set(version.fork, index);
		return index === version.index && version.count === others + 1 ? turn : { ...turn, version: { ...version, index, count: others + 1 } };
	});
	const seen = new Map<string, number>();
	const ordered = [...(repaired.branches ?? [])].sort((a, b) => a.index - b.index);
	const numbered = ordered.map((branch) => {
		const rank = seen.get(branch.fork) ?? 0;
		seen.set(branch.fork, rank + 1);
		const index = rank >= (shownAt.get(branch.fork) ?? Number.POSITIVE_INFINITY) ? rank + 1 : rank;
		return index === branch.index ? branch : { ...branch, index };
	});
	return { ...repaired, branches: numbered };
}

/** Of the shown one too. */
function versionsOf(branches: readonly Branch[], fork: string): number {
	return branches.filter((branch) => branch.fork === fork).length + 1;
}

/** Something came or was paid, or leads to what did. */
function isKept(tail: readonly Turn[]): boolean {
	const came = tail.some(({ answers }) =>
		answers.some((answer) => answer.receipt !== null || answerText(answer) !== '' || answerCalls(answer).length > 0),
	);
	return came || tail.slice(1).some(({ version }) => version !== undefined);
}

function plain(turn: Turn): Turn {
	if (turn.version === undefined) return turn;
	const { version: _, ...rest } = turn;
	return rest;
}
