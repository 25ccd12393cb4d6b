import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { LedgerRow } from '../../src/core/money/ledger.ts';
import { ChatView } from './chat-view.ts';
import { Environment } from './environment.ts';
import { type Counts, runScenario, until } from './runner.ts';
import { waitForWorkbench } from './workbench.ts';

/** An orphan is booked two minutes after its window's last sign of life; heartbeats come every 15 s. */
const ORPHAN_TIMEOUT_MS = 180_000;

interface ProcessInfo {
	readonly pid: number;
	readonly parent: number;
	readonly command: string;
}

function processes(): ProcessInfo[] {
	return fs
		.readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.flatMap((name) => {
			try {
				const command = fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
				// pid (comm) state ppid: comm may hold spaces and brackets.
				const parent = Number(fs.readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
				return [{ pid: Number(name), parent, command }];
			} catch {
				return [];
			}
		});
}

/** Extension hosts below a server's process. */
function extensionHosts(serverPid: number): number[] {
	const all = processes();
	const below = new Set([serverPid]);
	for (let grew = true; grew; ) {
		grew = false;
		for (const { pid, parent } of all) {
			if (below.has(parent) && !below.has(pid)) {
				below.add(pid);
				grew = true;
			}
		}
	}
	return all.filter((p) => below.has(p.pid) && p.command.includes('--type=extensionHost')).map((p) => p.pid);
}

/** The extension host dies in mid-stream: no money is lost, and none stays reserved. */
export const killScenario = (vsix: string): Promise<Counts> =>
	runScenario('kill', async (scenario, onEnd) => {
		const environment = await Environment.create(scenario, vsix, { withEndpoint: true, tokensPerSecond: 15 });
		onEnd(() => environment.close());
		const page = await environment.open();
		const chat = await ChatView.open(page);
		let first = 0;
		let killed: LedgerRow | undefined;

		await scenario.step('a first answer is settled as the provider counts it', async () => {
			await chat.send('Say hello in one short sentence.');
			await chat.receipt();
			first = await environment.providerCost();
			const { summary } = await environment.ledger();
			assert.equal(summary.settled, first);
		});

		await scenario.step('SIGKILL in mid-stream leaves the reservation, which covers what the provider counted', async () => {
			await chat.send('Write a very long story about a lighthouse keeper, with every detail.');
			await chat.waitForStream(80);
			const hosts = extensionHosts(environment.serverPid);
			assert.ok(hosts.length > 0, 'no extension host found');
			for (const pid of hosts) process.kill(pid, 'SIGKILL');
			await until('the provider to see the closed connection', async () => (await environment.demo.count()).cancelled === 1);
			const { summary, rows } = await environment.ledger();
			killed = rows.find((row) => row.state === 'outstanding');
			assert.ok(killed, 'nothing is outstanding');
			assert.equal(summary.settled, first);
			const provider = await environment.providerCost();
			assert.ok(summary.settled + summary.outstanding >= provider, `${summary.settled} + ${summary.outstanding} < ${provider}`);
		});

		await scenario.step('after the restart nothing stays outstanding, and the booking is what was received', async () => {
			await page.reload();
			await waitForWorkbench(page);
			await ChatView.open(page);
			const { summary, rows } = await until(
				'no reservation left',
				async () => {
					const state = await environment.ledger();
					return state.summary.outstanding === 0 && state;
				},
				ORPHAN_TIMEOUT_MS,
			);
			const row = rows.find((r) => r.requestId === killed?.requestId);
			assert.equal(row?.state, 'orphaned');
			assert.equal(row?.costSource, 'estimate');
			assert.equal(summary.settled, first + (row?.cost ?? 0));
			assert.equal(summary.estimated, row?.cost);
			// The rule: the last progress report. It rests on the count of the turn before and on the pieces that came, and is at most a moment old.
			const provider = (await environment.providerCost()) - first;
			const ratio = (row?.cost ?? 0) / provider;
			console.log(`     booked ${row?.cost} µ$ for what the provider counts as ${provider} µ$ (${ratio.toFixed(2)})`);
			assert.ok(ratio > 0.8 && ratio < 1.2, `booked ${row?.cost} µ$, the provider counted ${provider} µ$`);
		});
	});
