import { RoutooError } from '../../../src/core/base/errors.ts';
import { buildCandidates } from '../../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import type { Catalog } from '../../../src/core/model/catalog.ts';
import type { RemoteModel } from '../../../src/core/model/endpoint.ts';
import { HttpChatProvider } from '../../../src/providers/chat/chat-provider.ts';
import { ADAPTERS, type Adapter, type AdapterName } from './adapters.ts';
import type { Case, Table } from './run-row.ts';
import { startWire } from './server.ts';
import type { Reply } from './vocabulary.ts';
import { depsFor, endpointFor, inTime, keysIn } from './world.ts';

/** What a server answers where it is asked for its models, and what is made of it. */
export interface ListRow {
	readonly name: string;
	readonly on: readonly AdapterName[];
	readonly reply: Reply;
	readonly limitMs?: number;
	readonly mostBytes?: number;
	/** Kinds of the error; absent where a list comes. */
	readonly kinds?: readonly string[];
	readonly words?: RegExp;
	/** Problems with the list, and with the candidates that are made of it. */
	readonly seen?: (models: readonly RemoteModel[], candidates: readonly Candidate[]) => readonly string[];
}

export function listTable(name: string, rows: readonly ListRow[]): Table {
	return {
		name,
		alone: false,
		rows: rows.map((row) => ({
			name: row.name,
			run: () => Promise.all(row.on.map((on) => runList(ADAPTERS.find((one) => one.name === on)!, row))),
		})),
	};
}

/** Nothing is known of a model but what its server says. */
const NO_CATALOG: Catalog = { version: 1, date: '2026-11-28', models: [] };

async function runList(adapter: Adapter, row: ListRow): Promise<Case> {
	const server = await startWire(adapter, () => row.reply);
	const stop = new AbortController();
	const problems: string[] = [];
	try {
		const deps = depsFor(adapter, { limits: { first: row.limitMs ?? 5000 } }, server);
		const endpoint = endpointFor(adapter, server);
		const provider = new HttpChatProvider(endpoint, deps);
		const models = await inTime(provider.listModels(stop.signal), () => stop.abort());
		if (row.kinds !== undefined) problems.push(`a list of ${models.length}, wanted ${row.kinds.join(' or ')}`);
		else problems.push(...(row.seen?.(models, buildCandidates(endpoint, models, NO_CATALOG)) ?? []), ...keysIn(JSON.stringify(models)));
	} catch (thrown) {
		if (!(thrown instanceof RoutooError)) problems.push(String(thrown));
		else {
			const said = `${thrown.message} ${thrown.nextStep}`;
			if (row.kinds?.includes(thrown.kind) !== true) problems.push(`error ${thrown.kind}: ${said}`);
			if (row.words !== undefined && !row.words.test(said)) problems.push(`words not like ${row.words}: ${said}`);
			if (thrown.nextStep === '') problems.push('no next step');
			problems.push(...keysIn(said));
		}
	} finally {
		server.close();
	}
	if (row.mostBytes !== undefined && server.sent() > row.mostBytes) problems.push(`${server.sent()} bytes were taken`);
	return { adapter: adapter.name, problems, bytes: server.sent() };
}
