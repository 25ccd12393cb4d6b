/**
 * A window of an earlier version as a process of its own. Arguments: the bundle of that version (test/fixtures/ledgers) and the ledger's
 * folder. Reads one call a line, `{"method": "reserve", "args": [...]}`, of the LedgerBook of that version; answers one line each.
 */
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [bundle = '', folder = ''] = process.argv.slice(2);
const { LedgerEngine } = await import(pathToFileURL(bundle).href);
const notice = (error: Error) => console.error(error.message);
const engine = new LedgerEngine({ folder, windowName: 'old', format: 'sqlite', clock: { now: () => 0 }, notice });

for await (const line of createInterface({ input: process.stdin })) {
	const { method, args } = JSON.parse(line);
	try {
		const value =
			method === 'close' ? engine.close() : engine.run((book: Record<string, (...a: unknown[]) => unknown>) => book[method]!(...args));
		console.log(JSON.stringify({ value: value ?? null }));
	} catch (error) {
		const { kind, message, nextStep } = error as { kind?: string; message: string; nextStep?: string };
		console.log(JSON.stringify({ error: { kind, message, nextStep } }));
	}
}
