/** `npm run test:browser [-- main|kill|windows ...]`: browser tests of the packed extension; the last line says `N passed, N failed`. */
import { completionScenario } from '../../test/browser/completion.scenario.ts';
import { killScenario } from '../../test/browser/kill.scenario.ts';
import { mainScenario } from '../../test/browser/main.scenario.ts';
import type { Counts } from '../../test/browser/runner.ts';
import { windowsScenario } from '../../test/browser/windows.scenario.ts';
import { thisMachine } from '../build/onnxruntime.ts';
import { main, ScriptError } from '../kit/run.ts';
import { packageFor } from '../package/package.ts';

const SCENARIOS: Readonly<Record<string, (vsix: string) => Promise<Counts>>> = {
	main: mainScenario,
	completion: completionScenario,
	kill: killScenario,
	windows: windowsScenario,
};

main(async () => {
	const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SCENARIOS);
	const vsix = await packageFor(thisMachine());
	let passed = 0;
	let failed = 0;
	for (const name of names) {
		const scenario = SCENARIOS[name];
		if (!scenario) throw new ScriptError(`no scenario ${name}; one of: ${Object.keys(SCENARIOS).join(', ')}`);
		const counts = await scenario(vsix);
		passed += counts.passed;
		failed += counts.failed;
	}
	console.log(`${passed} passed, ${failed} failed`);
	return failed === 0 ? 0 : 1;
});
