/** `npm run test:browser [-- main|kill|windows ...]`: browser tests of the packed extension; the last line says `N passed, N failed`. */
import { agentScenario } from '../../test/browser/agent.scenario.ts';
import { applyScenario } from '../../test/browser/apply.scenario.ts';
import { completionScenario } from '../../test/browser/completion.scenario.ts';
import { customEndpointScenario } from '../../test/browser/custom-endpoint.scenario.ts';
import { detailsScenario } from '../../test/browser/details.scenario.ts';
import { killScenario } from '../../test/browser/kill.scenario.ts';
import { mainScenario } from '../../test/browser/main.scenario.ts';
import type { Counts } from '../../test/browser/runner.ts';
import { welcomeScenario } from '../../test/browser/welcome.scenario.ts';
import { windowsScenario } from '../../test/browser/windows.scenario.ts';
import { thisMachine } from '../build/onnxruntime.ts';
import { main, ScriptError } from '../kit/run.ts';
import { packageFor } from '../package/package.ts';

const SCENARIOS: Readonly<Record<string, (vsix: string) => Promise<Counts>>> = {
	main: mainScenario,
	welcome: welcomeScenario,
	completion: completionScenario,
	agent: agentScenario,
	apply: applyScenario,
	customEndpoint: customEndpointScenario,
	details: detailsScenario,
	kill: killScenario,
	windows: windowsScenario,
};

/**
 * Each list in turn, all lists beside one another: a scenario waits more than it computes. `kill` has one of its own: a killed host's
 * reservation is given up only after minutes in which nothing happens; a third list beside the others all the time would be too much for
 * two cores, which draw everything themselves. What is in no list comes at the end of the first.
 */
const LANES: readonly (readonly string[])[] = [
	['main', 'welcome', 'completion', 'details'],
	['agent', 'apply', 'customEndpoint', 'windows'],
	['kill'],
];

main(async () => {
	const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SCENARIOS);
	const unknown = names.find((name) => !SCENARIOS[name]);
	if (unknown) throw new ScriptError(`no scenario ${unknown}; one of: ${Object.keys(SCENARIOS).join(', ')}`);
	const vsix = await packageFor(thisMachine());
	const counts: Counts[] = [];
	const inTurn = async (list: readonly string[]): Promise<void> => {
		for (const name of list) counts.push(await (SCENARIOS[name] as (vsix: string) => Promise<Counts>)(vsix));
	};
	const asked = LANES.map((lane) => lane.filter((name) => names.includes(name)));
	const others = names.filter((name) => !LANES.flat().includes(name));
	await Promise.all([...asked.slice(1), [...asked[0]!, ...others]].map(inTurn));
	const passed = counts.reduce((n, c) => n + c.passed, 0);
	const failed = counts.reduce((n, c) => n + c.failed, 0);
	console.log(`${passed} passed, ${failed} failed`);
	return failed === 0 ? 0 : 1;
});
