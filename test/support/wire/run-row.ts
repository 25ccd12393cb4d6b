import { ADAPTERS, type Adapter, type AdapterName } from './adapters.ts';
import { problemsOfFallback, problemsWith } from './judge.ts';
import { expectedOf, type Group, type Row, scriptOf } from './rows.ts';
import { runChat } from './run-chat.ts';
import { runFillRow } from './run-fill.ts';
import { startWire } from './server.ts';
import { GOOD, openLedger } from './world.ts';

/** One row at one adapter: what is wrong with it, none where it is as it should be. */
export interface Case {
	readonly adapter: AdapterName;
	readonly problems: readonly string[];
	/** Bytes that the server could send in one run, the most of all runs. */
	readonly bytes: number;
}

type House = ReturnType<typeof openLedger>;

/** A group of behaviours, ready to be run. */
export interface Table {
	readonly name: string;
	/** One row at a time. */
	readonly alone: boolean;
	readonly rows: readonly { readonly name: string; run(): Promise<readonly Case[]> }[];
}

export function tableOf({ name, alone, rows }: Group): Table {
	return { name, alone: alone === true, rows: rows.map((row) => ({ name: row.name, run: () => runRow(row) })) };
}

/** Every adapter that a behaviour can meet, side by side, on one ledger. */
async function runRow(row: Row): Promise<readonly Case[]> {
	const house = openLedger();
	try {
		const cases = await Promise.all(row.on.map((name) => runCase(ADAPTERS.find((one) => one.name === name)!, row, house)));
		const { outstanding } = await house.ledger.summary({ start: 0, end: Number.MAX_SAFE_INTEGER, limit: null });
		const open = outstanding === 0 ? [] : [`${outstanding} µ$ are outstanding in the end`];
		return cases.map((one, i) => (i > 0 ? one : { ...one, problems: [...one.problems, ...open, ...house.problems] }));
	} finally {
		await house.close();
	}
}

async function runCase(adapter: Adapter, row: Row, { ledger }: House): Promise<Case> {
	const id = `${adapter.name}`;
	const once = async (auto: boolean) => {
		const server = await startWire(adapter, scriptOf(row, adapter.name));
		if (row.dead) server.close();
		try {
			const around = { server, ledger, id: `${id}${auto ? '~auto' : '~hand'}`, auto };
			const ran = adapter.road === 'chat' ? await runChat(adapter, row, around) : await runFillRow(adapter, row, around);
			const problems = judged(ran, auto);
			if (!(await gone(() => server.open() === 0))) problems.push('the connection stays open');
			const expected = expectedOf(row, adapter.name);
			if (!auto && expected.asked !== undefined && server.asked.length !== expected.asked) {
				problems.push(`${server.asked.length} requests, wanted ${expected.asked}`);
			}
			if (!auto) problems.push(...(row.seen?.(server.asked) ?? []));
			if (server.sent() > (expected.mostBytes ?? Number.POSITIVE_INFINITY)) problems.push(`${server.sent()} bytes were taken`);
			return { problems, bytes: server.sent() };
		} catch (thrown) {
			return {
				problems: [thrown instanceof Error ? (thrown.message.startsWith('hangs') ? thrown.message : `${thrown.stack}`) : String(thrown)],
				bytes: 0,
			};
		} finally {
			server.close();
		}
	};
	const judged = (ran: Awaited<ReturnType<typeof runChat>>, auto: boolean): string[] => {
		const expected = expectedOf(row, adapter.name);
		if (auto && row.auto !== undefined) return problemsWith(ran, row.auto, true);
		if (auto && expected.falls) return problemsOfFallback(ran, expected, GOOD);
		return problemsWith(ran, expected);
	};
	const runs = await Promise.all(adapter.road === 'chat' && !row.byHand ? [once(false), once(true)] : [once(false)]);
	const [hand, auto] = runs;
	return {
		adapter: adapter.name,
		problems: [...(hand?.problems ?? []), ...(auto?.problems ?? []).map((line) => `by Auto: ${line}`)],
		bytes: Math.max(...runs.map(({ bytes }) => bytes)),
	};
}

/** Whether it becomes so within a moment. */
async function gone(so: () => boolean): Promise<boolean> {
	for (let i = 0; i < 60; i++) {
		if (so()) return true;
		await new Promise((resolve) => setTimeout(resolve, i < 10 ? 5 : 40));
	}
	return so();
}
