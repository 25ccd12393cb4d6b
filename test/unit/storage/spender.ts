/**
 * One window as a process of its own: spends against a shared budget until it is refused.
 * Arguments: folder, name, limit, cost of one request, and the number of the reservation that is
 * never settled (0 for none): there it hangs until it is killed. Prints `reserved` for each reservation.
 */
import { join } from 'node:path';
import { StorageClient } from '../../../src/storage/sqlite/storage-client.ts';
import { reservation, settlement } from '../../support/stores/values.ts';

const [folder = '', name = '', limit = '0', max = '0', hangAt = '0'] = process.argv.slice(2);
const period = { start: 0, end: Date.now() + 86_400_000, limit: Number(limit) };
const { ledger } = new StorageClient({
	workerPath: new URL('../../../src/storage/sqlite/worker.ts', import.meta.url),
	ledgerFolder: folder,
	stateFolder: join(folder, 'state'),
	notices: (notice) => console.error(notice.message),
});
for (let n = 1; ; n++) {
	const id = `${name}-${n}`;
	const result = await ledger.reserve(reservation(id, Number(max)), period);
	if (result.kind === 'overBudget') break;
	console.log('reserved');
	await new Promise((resolve) => setTimeout(resolve, n === Number(hangAt) ? 30_000 : 3));
	await ledger.settle(settlement(id, Number(max) - 1));
}
await ledger.dispose();
