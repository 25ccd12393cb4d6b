import type { ToolDefinition, Wishes } from '../../../src/core/message/message.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import type { AdapterName } from './adapters.ts';
import type { Asked, Script } from './server.ts';
import type { Expected, Reply } from './vocabulary.ts';

/** One behaviour of a server and what must come of it, for every adapter that can meet it. */
export interface Row {
	readonly name: string;
	readonly on: readonly AdapterName[];
	readonly reply: Reply | ((asked: Asked, adapter: AdapterName) => Reply);
	readonly expect: Expected | ((adapter: AdapterName) => Expected);
	/** Where Auto ends in another way than by the second endpoint: what it keeps. */
	readonly auto?: Expected;
	/** Auto would not ask this model again. */
	readonly byHand?: true;
	/** Ms to the first token and between two, where it is about time. */
	readonly limits?: { readonly first?: number; readonly idle?: number };
	/** Of the model under test. */
	readonly model?: Partial<Candidate>;
	/** Another model of the same endpoint, `m2`; a script sees who is asked in `body.model`. */
	readonly second?: boolean;
	/** What the user wrote. */
	readonly says?: string;
	/** What the caller wishes of the answer, and the tools that it offers. */
	readonly wishes?: Wishes;
	readonly tools?: readonly ToolDefinition[];
	/** Messages by hand one after the other; the expectation is of the last. */
	readonly times?: number;
	/** Problems with what was asked. */
	readonly seen?: (asked: readonly Asked[]) => readonly string[];
	/** What the user typed as the address of this server. */
	readonly address?: (origin: string) => string;
	/** The user stops it after so many ms. */
	readonly stopMs?: number;
	/** Nobody listens at the address. */
	readonly dead?: boolean;
}

export interface Group {
	readonly name: string;
	/** One row at a time: they take memory, or are about time. */
	readonly alone?: true;
	readonly rows: readonly Row[];
}

export function expectedOf(row: Row, adapter: AdapterName): Expected {
	return typeof row.expect === 'function' ? row.expect(adapter) : row.expect;
}

export function scriptOf(row: Row, adapter: AdapterName): Script {
	const { reply } = row;
	return typeof reply === 'function' ? (asked) => reply(asked, adapter) : () => reply;
}

/** What differs by adapter: the expectation named for it, else the first. */
export function byAdapter(usual: Expected, others: Partial<Record<AdapterName | 'fills', Expected>>): (adapter: AdapterName) => Expected {
	return (adapter) => others[adapter] ?? (adapter.startsWith('fill:') ? others.fills : undefined) ?? usual;
}
