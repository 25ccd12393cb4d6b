import { ERROR_RULES, type ErrorKind } from '../../../src/core/base/errors.ts';
import type { Rest } from '../../../src/core/gateway/health.ts';
import type { LedgerRow } from '../../../src/core/money/ledger.ts';
import type { Expected } from './vocabulary.ts';
import { keysIn } from './world.ts';

/** What came of one run, as both roads tell it. */
export interface Ran {
	readonly state: 'done' | 'failed' | 'cancelled' | 'overBudget';
	readonly text: string;
	/** Null on a road that keeps none. */
	readonly reasoning: string | null;
	readonly ended: string | null;
	readonly error: { readonly kind: string; readonly message: string; readonly nextStep: string } | null;
	/** Null on a road that has none. */
	readonly warnings: readonly string[] | null;
	readonly receipt: { readonly cost: number; readonly costSource: string; readonly usage: unknown } | null;
	/** Of this run, the model under test's first. */
	readonly booked: readonly LedgerRow[];
	/** The most that was reserved, µ$. */
	readonly reserved: number;
	readonly rest: Rest | null;
	/** Everything that is kept anywhere, as text. */
	readonly kept: string;
}

/**
 * µ$ above what was reserved that an honest vendor could ask for at these prices: a hidden prompt of 100,000 tokens, and an output somewhat
 * above its cap.
 */
const ROOM = 130_000;
const STATES = new Set(['settled', 'released']);
/** A fault that shows through the words. */
const RAW_WORDS = /undefined|\[object|\bNaN\b|for another 0 ms|SyntaxError|TypeError|AI_|\bEPIPE\b|terminated|\p{Cc}/u;

/** @param alone whether the model is left alone afterwards; by default where its error counts */
export function problemsWith(ran: Ran, expected: Expected, alone?: boolean): string[] {
	const { state, text, error, booked, receipt } = ran;
	const out: string[] = [];
	const want = (what: string, is: unknown, wanted: unknown): void => {
		if (!Object.is(is, wanted)) out.push(`${what}: ${cut(is)}, wanted ${cut(wanted)}`);
	};
	want('state', state, expected.state);
	want('text', text, expected.text);
	if (expected.reasoning !== undefined && ran.reasoning !== null) want('reasoning', ran.reasoning, expected.reasoning);
	if (expected.ended !== undefined && ran.ended !== null) want('ended', ran.ended, expected.ended);
	out.push(...wordsOf(ran, expected));
	if (expected.warns !== undefined && ran.warnings !== null && !ran.warnings.some((line) => expected.warns?.test(line))) {
		out.push(`no warning like ${expected.warns}: ${ran.warnings.join(' | ')}`);
	}
	out.push(...moneyOf(ran, expected));
	const kind = error?.kind as ErrorKind | undefined;
	const blamed = kind !== undefined && kind in ERROR_RULES && ERROR_RULES[kind].countsAgainstHealth;
	if (ran.state !== 'overBudget') want('left alone afterwards', ran.rest !== null, alone ?? blamed);
	if (expected.rests !== undefined) {
		const ms = (ran.rest?.until ?? 0) - Date.now();
		if (ms < expected.rests[0] || ms > expected.rests[1]) out.push(`left alone for ${ms} ms, wanted ${expected.rests.join(' to ')}`);
	}
	out.push(...ledgerOf(booked, receipt));
	out.push(...keysIn(ran.kept));
	return out;
}

function wordsOf({ error, state }: Ran, expected: Expected): string[] {
	if (error === null) return state === 'failed' ? ['it fails without an error'] : [];
	const out: string[] = [];
	const words = `${error.message} ${error.nextStep}`;
	if (expected.state === 'done') out.push(`error ${error.kind}: ${cut(words)}`);
	else if (expected.kinds !== undefined && !expected.kinds.includes(error.kind)) {
		out.push(`error ${error.kind} (${cut(words)}), wanted ${expected.kinds.join(' or ')}`);
	}
	if (error.nextStep.trim() === '' || error.message.trim() === '') out.push('an error without words or next step');
	if (RAW_WORDS.test(words)) out.push(`raw words: ${cut(words)}`);
	if (words.length > 700) out.push(`${words.length} characters of error`);
	if (expected.words !== undefined && !expected.words.test(words)) out.push(`words not like ${expected.words}: ${cut(words)}`);
	if (expected.not?.test(words)) out.push(`words like ${expected.not}: ${cut(words)}`);
	return out;
}

function moneyOf({ receipt, reserved }: Ran, expected: Expected): string[] {
	const { source, cost } = expected;
	if (source === null) return receipt === null || receipt.cost === 0 ? [] : [`booked ${receipt.cost} µ$, wanted nothing`];
	if (receipt === null) return ['nothing is booked'];
	const out: string[] = [];
	const sources = typeof source === 'string' ? [source] : source;
	if (!sources.includes(receipt.costSource as never)) out.push(`booked as ${receipt.costSource}, wanted ${sources.join(' or ')}`);
	const [least, most] = typeof cost === 'number' ? [cost, cost] : (cost ?? [0, Number.POSITIVE_INFINITY]);
	if (receipt.cost < least || receipt.cost > most)
		out.push(`booked ${receipt.cost} µ$, wanted ${least === most ? least : `${least} to ${most}`}`);
	if (receipt.cost > reserved + ROOM) out.push(`booked ${receipt.cost} µ$ where ${reserved} were reserved`);
	return out;
}

/** Nothing outstanding, and the newest settled row is the receipt. */
function ledgerOf(booked: readonly LedgerRow[], receipt: Ran['receipt']): string[] {
	const out = booked.filter((row) => !STATES.has(row.state)).map((row) => `${row.requestId} is ${row.state} in the ledger`);
	const settled = booked.filter((row) => row.state === 'settled');
	const row = settled.at(-1);
	if (receipt === null) return row === undefined ? out : [...out, `the ledger has ${row.cost} µ$, the receipt nothing`];
	if (row === undefined) return [...out, `the receipt has ${receipt.cost} µ$, the ledger nothing`];
	const same =
		row.cost === receipt.cost && row.costSource === receipt.costSource && JSON.stringify(row.usage) === JSON.stringify(receipt.usage);
	return same ? out : [...out, `ledger ${row.cost} ${row.costSource}, receipt ${receipt.cost} ${receipt.costSource}`];
}

/** Auto: the second endpoint answers, and what was asked first is released or booked. */
export function problemsOfFallback(ran: Ran, expected: Expected, good: string): string[] {
	const out: string[] = [];
	if (ran.state !== 'done') out.push(`Auto ends ${ran.state} (${ran.error?.kind}: ${cut(ran.error?.message)})`);
	if (ran.text !== good) out.push(`Auto keeps ${cut(ran.text)}`);
	if (ran.rest === null && expected.kinds?.some((kind) => ERROR_RULES[kind as ErrorKind]?.countsAgainstHealth)) {
		out.push('Auto does not leave the model alone');
	}
	return [...out, ...ledgerOf(ran.booked, ran.receipt), ...keysIn(ran.kept)];
}

function cut(value: unknown): string {
	const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
	return text.length > 240 ? `${text.slice(0, 240)}… (${text.length})` : text;
}
