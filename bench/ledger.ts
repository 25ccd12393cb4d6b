/**
 * The ledger with 0, 100,000 and 1,000,000 requests in the month, as a window meets it through its worker: how long it takes to bring it
 * up from version 3, to open it, to reserve and to read; how much memory the window takes; four windows that open together; one after a
 * window was killed, whose file is checked behind; 25,000 requests that an editor kept for itself, taken over. Medians of 25
 * calls. `node bench/ledger.ts [COUNT ...]`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../src/core/base/time.ts';
import { LedgerEngine } from '../src/storage/sqlite/ledger-engine.ts';
import { fill } from './ledger/fill.ts';

type Said = Readonly<Record<string, number | string>>;

const script = fileURLToPath(new URL('./ledger/window.ts', import.meta.url));

async function window(folder: string, how = ''): Promise<Said> {
	const child = spawn(process.execPath, [script, folder, how], { stdio: ['ignore', 'pipe', 'inherit'] });
	let out = '';
	child.stdout.on('data', (part) => {
		out += String(part);
	});
	await once(child, 'close');
	return JSON.parse(out);
}

function shown(said: Said): string {
	return Object.entries(said)
		.map(([name, value]) => `${name} ${typeof value === 'string' ? value : name.endsWith('MB') ? value : `${value.toFixed(1)} ms`}`)
		.join(' · ');
}

/** In this thread. `adoptFrom`: what an editor kept for itself there is taken over. */
function opened(folder: string, adoptFrom?: string): string {
	const begun = performance.now();
	const engine = new LedgerEngine({
		...{ folder, adoptFrom, clock: systemClock },
		notice: (error) => {
			throw error;
		},
	});
	engine.now((book) => book.rows(1));
	const took = performance.now() - begun;
	void engine.close();
	return `${took.toFixed(1)} ms`;
}

async function measure(count: number): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'routoo-bench-'));
	try {
		await fill(folder, count, Date.now(), 3);
		const size = (statSync(join(folder, 'ledger.db')).size / 2 ** 20).toFixed(0);
		console.log(`${count} requests in the month, ${size} MiB`);
		console.log(`  brought up from version 3 and opened: ${opened(folder)}`);
		console.log(`  one window: ${shown(await window(folder))}`);
		const four = await Promise.all(Array.from({ length: 4 }, () => window(folder, 'brief')));
		console.log(`  four at once: ${four.map(shown).join(' | ')}`);
		const unclean = spawn(process.execPath, [script, folder, 'hold'], { stdio: ['ignore', 'pipe', 'inherit'] });
		await once(unclean.stdout, 'data');
		unclean.kill('SIGKILL');
		await once(unclean, 'close');
		console.log(`  after a kill: ${shown(await window(folder))}`);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

const counts = process.argv.slice(2).map(Number);
for (const count of counts.length > 0 ? counts : [0, 100_000, 1_000_000]) await measure(count);

const old = mkdtempSync(join(tmpdir(), 'routoo-bench-'));
await fill(old, 100_000, Date.now(), 2);
console.log(`100000 requests, brought up from version 2: ${opened(old)}`);
rmSync(old, { recursive: true });

const [own, shared] = [mkdtempSync(join(tmpdir(), 'routoo-bench-')), mkdtempSync(join(tmpdir(), 'routoo-bench-'))];
await fill(own, 25_000, Date.now(), 3);
console.log(`25000 requests of an editor's own ledger, taken over: ${opened(shared, own)}; at the next start: ${opened(shared, own)}`);
for (const folder of [own, shared]) rmSync(folder, { recursive: true });
