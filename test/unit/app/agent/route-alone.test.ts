import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hangs, MINI } from './agent-bench.ts';
import { did, Played, type Turn } from './played.ts';

const turns = fc.array(
	fc.record<Turn>({
		ask: fc.constantFrom(
			'begin',
			'again',
			'step',
			'step',
			'step',
			'step',
			'private',
			'failing',
			'failing',
			'sub',
			'title',
			'summary',
			'plain',
		),
		conversation: fc.constantFrom('c1', 'c1', 'c1', 'c1', 'c2', null),
		entry: fc.constantFrom(
			'auto',
			'auto',
			'auto',
			'auto',
			'auto',
			'auto',
			'auto',
			'save',
			'best',
			'background',
			'cloud/mini',
			'vendor/big',
			'home/local',
			'vendor/gone',
		),
		effort: fc.constantFrom(null, null, 'high', 'low'),
		mostOutput: fc.constantFrom(null, null, 1, 1000, 100_000),
		long: fc.boolean(),
		answer: fc.constantFrom('calls', 'calls', 'agent', 'says', 'fails'),
		change: fc.oneof(
			fc.constant(null),
			fc.constantFrom<readonly [string, unknown]>(
				['routoo.budget.monthly', 0],
				['routoo.budget.monthly', 0.02],
				['routoo.budget.monthly', 20],
				['routoo.budget.atLimit', 'block'],
				['routoo.budget.atLimit', 'free'],
				['routoo.agent.budgetShare', 0],
				['routoo.agent.budgetShare', 80],
				['routoo.routing.maxCostPerRequest', 0.003],
				['routoo.routing.maxCostPerRequest', null],
				['routoo.routing.maxCostPerRun', 0.01],
				['routoo.routing.maxCostPerRun', 2],
				['routoo.localOnly', true],
				['routoo.localOnly', false],
				['routoo.routing.pool', ['cloud/mini', 'vendor/big']],
				['routoo.routing.pool', null],
				['routoo.agent.escalation', 'suggest'],
				['routoo.agent.escalation', 'automatic'],
				['routoo.agent.privateFiles', 'local'],
				['paused', true],
				['paused', false],
				['home', true],
				['gone', 'cloud/mini'],
			),
		),
		waits: fc.constantFrom(0, 0, 1000, 400_000, 3_600_000),
	}),
	{ minLength: 1, maxLength: 14 },
);

const turn = (ask: Turn['ask'], more: Partial<Turn> = {}): Turn => ({
	...{ ask, conversation: 'c1', entry: 'auto', effort: null, mostOutput: null, long: false, answer: 'calls', change: null, waits: 0 },
	...more,
});
/** What chance seldom comes upon. */
const STORIES: readonly (readonly Turn[])[] = [
	[turn('begin', { change: ['routoo.routing.maxCostPerRun', 0.004] }), ...Array.from({ length: 8 }, () => turn('step')), turn('again')],
	[turn('begin', { change: ['routoo.agent.escalation', 'suggest'] }), turn('failing'), turn('failing'), turn('failing'), turn('step')],
	[turn('begin', { change: ['routoo.agent.escalation', 'automatic'] }), turn('failing'), turn('failing'), turn('failing'), turn('step')],
	[turn('begin', { answer: 'agent' }), turn('sub'), turn('summary'), turn('step'), turn('step', { waits: 3_600_000 }), turn('title')],
	[
		turn('begin', { change: ['home', true] }),
		turn('private'),
		turn('step', { answer: 'fails' }),
		turn('step'),
		turn('step', { long: true }),
	],
	[turn('begin'), turn('step', { change: ['gone', 'cloud/mini'] }), turn('step', { change: ['paused', true] }), turn('again')],
];

test('the decision alone is the one that an answer takes at once, in any state of the runs, and changes nothing', async () => {
	const seen = new Map<string, number>();
	const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
	await fc.assert(
		fc.asyncProperty(turns, async (script) => {
			const [looking, blind] = [new Played(), new Played()];
			for (const turn of script) {
				for (const one of [looking, blind]) await one.prepare(turn);
				const request = looking.request(turn);
				const before = looking.state();
				const looked = await looking.look(request);
				expect(looking.state()).toBe(before);
				expect(await looking.look(request)).toEqual(looked);
				const answered = await looking.answer(request);
				expect(looked, JSON.stringify(turn)).toEqual(did(answered));
				const unlooked = await blind.answer(blind.request(turn));
				expect(answered).toEqual(unlooked);
				expect(looking.state()).toBe(blind.state());
				if (answered.result.words?.startsWith('Routoo stopped') === true) count('stopped');
				if (answered.result.run?.changes.length) count('changed');
				if (answered.result.run?.subAgents.length) count('sub-agent');
				if (answered.result.run?.suggestion != null) count('suggestion');
				if (looking.bench.sent.at(-1)?.request.messages.some((m) => JSON.stringify(m).includes('[Routoo withheld'))) count('withheld');
				if (looking.bench.sent.at(-1)?.request.messages.some((m) => JSON.stringify(m).includes('nearly used up'))) count('finishing');
				const kind =
					answered.line === null
						? 'refused'
						: answered.result.run === null
							? 'background'
							: `run of ${Math.min(3, answered.result.run.steps)}`;
				count(kind);
			}
		}),
		{ numRuns: 60, examples: STORIES.map((story) => [[...story]]) },
	);
	// What it is about really occurs.
	const kinds = [
		'refused',
		'background',
		'run of 1',
		'run of 2',
		'run of 3',
		'stopped',
		'finishing',
		'changed',
		'suggestion',
		'sub-agent',
		'withheld',
	];
	expect(kinds.filter((kind) => !seen.has(kind))).toEqual([]);
});

test('beside a request of the same run that is still under way, what that one holds counts', async () => {
	const played = new Played();
	const { bench } = played;
	bench.candidates = [MINI];
	bench.estimates['cloud/mini'] = 10;
	await bench.budget.refresh();
	const stop = new AbortController();
	bench.scripts.mini = (_request, signal) => hangs(signal);
	const request = played.request(turn('begin'));
	const first = played.answer({ ...request, signal: stop.signal });
	await expect.poll(() => bench.sent.length).toBe(1);
	const looked = await played.look(request);
	expect(looked).toMatchObject({ refused: expect.stringContaining('run') });
	expect(looked).toEqual(did(await played.answer(request)));
	expect(bench.sent).toHaveLength(1);
	stop.abort();
	await first;
});
