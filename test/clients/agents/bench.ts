import { poolId } from '../support/models.ts';
import { type Router, startRouter } from '../support/router.ts';
import type { Scripted, UpstreamModel } from '../support/upstream.ts';
import { codingModel, type Task } from './coding-model.ts';
import { type Command, Place, type Ran } from './place.ts';
import { type Tapped, type Wall, type Wiretap, wall, wiretap } from './wiretap.ts';

/** A client, and how it is asked one thing without anybody before it. */
export interface Agent {
	/** Its page below docs/guide/tools. */
	readonly page: string;
	command(prompt: string): Promise<Command>;
}

export interface BenchOptions {
	readonly models: readonly UpstreamModel[];
	/** US dollars a month. */
	readonly budget?: number;
	readonly script?: (place: Place) => readonly Scripted[];
	readonly files?: Readonly<Record<string, string>>;
}

export const ASKED = 'The test in volume.test.js fails. Correct area and volume in their two files, then run it.';

const FILES = {
	'package.json': '{ "type": "module" }\n',
	'area.js': 'export function area(w, h) {\n\treturn w + h;\n}\n',
	'volume.js': "import { area } from './area.js';\n\nexport function volume(w, h, d) {\n\treturn area(w, h) + d;\n}\n",
	'volume.test.js': [
		"import assert from 'node:assert';\nimport test from 'node:test';\nimport { volume } from './volume.js';\n\n",
		"test('volume', () => assert.equal(volume(2, 3, 4), 24));\n",
	].join(''),
};

export function taskIn({ repo }: Place): Task {
	return {
		words: ASKED,
		folder: repo,
		edits: [
			{ file: 'area.js', before: '\treturn w + h;', after: '\treturn w * h;' },
			{ file: 'volume.js', before: '\treturn area(w, h) + d;', after: '\treturn area(w, h) * d;' },
		],
		test: 'node --test --test-reporter=tap',
	};
}

/** A client in a home of its own, set up as its page says, before an endpoint and scripted vendors; nothing else can be reached. */
export class Bench {
	readonly place: Place;
	readonly router: Router;
	readonly #agent: Agent;
	readonly #tap: Wiretap;
	readonly #wall: Wall;

	private constructor(agent: Agent, place: Place, { router, tap, outside }: { router: Router; tap: Wiretap; outside: Wall }) {
		this.#agent = agent;
		this.place = place;
		this.router = router;
		this.#tap = tap;
		this.#wall = outside;
		place.paste(agent.page, { origin: tap.origin, key: router.key });
		place.wall(outside.origin);
	}

	static async open(agent: Agent, options: BenchOptions): Promise<Bench> {
		const { models, budget, files = {}, script = (place) => [codingModel(taskIn(place))] } = options;
		const place = await Place.with({ ...FILES, ...files });
		const router = await startRouter({ models, script: script(place), ...(budget === undefined ? {} : { budget }) });
		return new Bench(agent, place, { router, tap: await wiretap(router.origin), outside: await wall() });
	}

	/** The client's whole answer to one message. */
	async ask(prompt: string): Promise<Ran> {
		return (await this.start(prompt)).ended;
	}

	async start(prompt: string): Promise<ReturnType<Place['start']>> {
		return this.place.start(await this.#agent.command(prompt));
	}

	/** Of the client, without what it asked of the endpoint beside answers. */
	get requests(): readonly Tapped[] {
		return this.#tap.tapped.filter(({ path }) => /\/(?:completions|responses|messages)$/.test(path));
	}

	/** Requests of the conversation that begins with these words, by the run that they were booked in. */
	runs(words: string): ReadonlyMap<string, readonly Tapped[]> {
		const own = this.requests.filter(({ status, body }) => status === 200 && body.includes(words) && hasTools(body));
		return Map.groupBy(own, ({ headers }) => String(headers['x-routoo-run']));
	}

	/** Hosts that the client wanted beside the endpoint. */
	get outside(): readonly string[] {
		return [...new Set(this.#wall.asked)];
	}

	/** µ$ as the ledger has them, and as the vendors count them. */
	async money(): Promise<{ readonly booked: number; readonly counted: number }> {
		return { booked: await this.router.spent(), counted: this.router.upstream.cost() };
	}

	async close(): Promise<void> {
		await this.#tap.close();
		await this.#wall.close();
		await this.router.stop();
		this.place.remove();
	}
}

export function hasTools(body: string): boolean {
	const { tools } = JSON.parse(body) as { readonly tools?: readonly unknown[] };
	return (tools?.length ?? 0) > 0;
}

/** Of the pool, whatever effort was chosen for it. */
export function isModel(header: unknown, model: UpstreamModel): boolean {
	return String(header).split('@')[0] === poolId(model);
}
