import { expect, test } from 'vitest';
import { machineInWords } from '../../../../src/app/models/machine.ts';

test.each([null, ''])('one machine (%j) needs no word', (remoteName) => {
	for (const runsOn of ['ui', 'workspace'] as const) expect(machineInWords({ remoteName, runsOn })).toBeNull();
});

test.each([
	['ssh-remote', 'the SSH host'],
	['wsl', 'WSL'],
	['dev-container', 'the container'],
	['attached-container', 'the container'],
	['codespaces', 'the codespace'],
	['tunnel', 'the machine behind the tunnel'],
	['something-new\n<b>', 'the remote machine'],
	['localhost:8080', 'the remote machine'],
])('%s: whose localhost it is, for both sides', (remoteName, side) => {
	expect(machineInWords({ remoteName, runsOn: 'ui' })).toBe(
		`Routoo runs on your own computer, not in this window's remote side (${side}): localhost, local servers and the ledger are your computer's.`,
	);
	expect(machineInWords({ remoteName, runsOn: 'workspace' })).toBe(
		`Routoo runs on the remote side of this window (${side}): localhost, local servers and the ledger are that machine's, not your computer's.`,
	);
});
