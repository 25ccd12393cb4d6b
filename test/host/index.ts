import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** VS Code loads this inside the extension host and awaits it; a rejection is a failed run. */
export async function run(): Promise<void> {
	// The host forwards console calls piece by piece: each line is put together here.
	Mocha.reporters.Base.consoleLog = (...args: unknown[]) => console.log(format(...args));
	// It tells a hang; a computer that is busy with other things is none.
	const mocha = new Mocha({ ui: 'tdd', color: false, timeout: 60_000, reporter: 'spec' });
	for (const file of readdirSync(__dirname).sort()) if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file));
	await new Promise<void>((resolve, reject) => {
		mocha.run((failures) => (failures > 0 ? reject(new Error(`${failures} tests failed`)) : resolve()));
	});
}
