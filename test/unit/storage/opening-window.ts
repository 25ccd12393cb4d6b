/**
 * Opens the ledger of the folder that is given, as a window does at its start, and says how that went; takes over what the second folder
 * holds, where one is given.
 */
import { systemClock } from '../../../src/core/base/time.ts';
import { LedgerEngine } from '../../../src/storage/sqlite/ledger-engine.ts';

const [folder = '', adoptFrom] = process.argv.slice(2);
const engine = new LedgerEngine({ folder, adoptFrom, clock: systemClock, notice: (error) => console.log(error.message) });
console.log('opening');
try {
	engine.now((book) => book.rows(1));
	console.log('opened');
} catch (error) {
	console.log((error as Error).message);
}
engine.close();
