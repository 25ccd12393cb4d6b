// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code of the projects
import type { Project } from '../types.ts';
import { project, states } from './second-plan.ts';

const semver = states(
	{
		a: 'return tuple(int(p) for p in text.split("."))[:2]',
		again: 'parts = text.split(".")\n    parts.pop()\n    return tuple(map(int, parts))',
		v: 'return tuple(text.split("."))',
		x: 'return tuple(int(p) for p in text.split("-"))',
		good: 'return tuple(int(p) for p in text.split("."))',
		b: 'return parse(one) <= parse(other)',
		goodB: 'return parse(one) < parse(other)',
		broken: 'def strict(text:\n    return text\n\n',
		filler: '# Rules of semver.org\n# in short.\n\n',
	},
	(first, second, top) => `${top}def parse(text):\n    ${first}\n\n\ndef older(one, other):\n    ${second}\n`,
);

const semverTests = `import pytest
import versions


@pytest.fixture
def pair():
    return "1.2.3", "1.2.3"


class TestParse:
    @pytest.mark.parametrize("text,want", [("1.2.3", (1, 2, 3)), ("0.10.7", (0, 10, 7))], ids=["plain", "two digits"])
    def test_numbers(self, text, want):
        print("parsing", text)
        assert versions.parse(text) == want


def test_equal_is_not_older(pair):
    assert not versions.older(*pair), "equal versions are not older"
`;

const cache = states(
	{
		a: 'return self.items.get(key)',
		again: 'for name in self.items:\n            if name == key:\n                return self.items[name]\n        return None',
		v: 'return (self.items.get(key), 0)',
		x: 'return self.items[key]',
		good: 'return self.items.get(key, fallback)',
		b: 'return list(self.items)[0]',
		goodB: 'return list(self.items)[-1]',
		broken: 'def limit(self) -> int\n    return 3\n\n',
		filler: '"""A small cache."""\n\n\n',
	},
	(first, second, top) => `${top}class Cache:
    def __init__(self):
        self.items = {}

    def get(self, key, fallback=None):
        ${first}

    def newest(self):
        ${second}
`,
);
const cacheTests = `import unittest

from cache import Cache


class CacheTest(unittest.TestCase):
    def setUp(self):
        self.cache = Cache()

    def test_fallbacks(self):
        for fallback in (1, "two"):
            with self.subTest(fallback=fallback):
                self.assertEqual(self.cache.get("missing", fallback), fallback)

    def test_newest(self):
        self.cache.items.update(a=1, b=2)
        self.assertEqual(self.cache.newest(), "b")


if __name__ == "__main__":
    unittest.main()
`;

const clock = states(
	{
		a: 'return `${h}:${m}`;',
		again: 'const parts = [h, m];\n\treturn parts.join(":");',
		v: 'return `${h}.${m}`;',
		x: 'return `${h.padStart(2, "0")}:${m}`;',
		good: 'return `${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`;',
		b: 'return { hours: 0, minutes: Number(text) };',
		goodB:
			'if (!/^\\d+$/.test(text)) throw new RangeError(`not minutes: ${text}`);\n\treturn { hours: Math.floor(Number(text) / 60), minutes: Number(text) % 60 };',
		broken: 'import { zones } from "./zones.js";\n',
		filler: '/**\n * Times of day.\n */\n',
	},
	(first, second, top) => `${top}export function format(h, m) {\n\t${first}\n}\n\nexport function fromMinutes(text) {\n\t${second}\n}\n`,
);
const clockTests = (imports: string) => `${imports}
import { format, fromMinutes } from "./clock.js";

describe("clock", () => {
	describe("format > short", () => {
		it.each([[9, 5, "09:05"], [23, 0, "23:00"]])("writes %i and %i as %s", (h, m, want) => {
			expect(format(h, m)).toBe(want);
		});
	});
	it("keeps minutes under an hour", () => {
		expect(fromMinutes("75")).toEqual({ hours: 1, minutes: 15 });
	});
	it("throws on text", () => {
		expect(() => fromMinutes("noon")).toThrow(/not minutes/);
	});
});
`;

const queue = states(
	{
		a: 'return this.items.pop();',
		again: 'const last = this.items.length - 1;\n\t\treturn this.items.splice(last, 1)[0];',
		v: 'return null;',
		x: 'return this.list.shift();',
		good: 'return this.items.shift();',
		b: 'this.items = [];',
		goodB: 'await new Promise((done) => setTimeout(done, 1));\n\t\tthis.items = [];\n\t\treturn true;',
		broken: 'const { limit } = require("./limits");\n',
		filler: '// First in, first out.\n// Not thread-safe.\n',
	},
	(first, second, top) => `${top}class Queue {
	constructor() {
		this.items = [];
	}
	push(item) {
		this.items.push(item);
	}
	next() {
		${first}
	}
	async drain() {
		${second}
	}
}
module.exports = { Queue };
`,
);
const queueTests = (head: string) => `${head}
const { Queue } = require("./queue");

describe("Queue", function () {
	let queue;
	beforeEach(function () {
		queue = new Queue();
		queue.push("one");
		queue.push("two");
	});
	describe("#next()", function () {
		it("gives the first pushed", function () {
			assert.strictEqual(queue.next(), "one");
		});
	});
	it("drains (asynchronously)", async function () {
		assert.strictEqual(await queue.drain(), true);
	});
});
`;

const pkg = (scripts: Record<string, string>, type = 'commonjs') =>
	`${JSON.stringify({ name: '@acme/tools', version: '2.1.0', private: true, type, scripts }, null, 2)}\n`;

export const SECOND_SCRIPTS: readonly Project[] = [
	project(
		'versions (pytest)',
		'pytest',
		'make test',
		{
			'test_versions.py': semverTests,
			Makefile: 'test:\n\tpython3 -m pytest -p no:cacheprovider --cov=versions --cov-report=term-missing\n',
		},
		'versions.py',
		semver,
	),
	project(
		'versions (pytest, quiet)',
		'pytest',
		'python3 -m pytest -q -p no:cacheprovider --tb=short -n 2',
		{ 'test_versions.py': semverTests },
		'versions.py',
		semver,
	),
	project('cache (unittest)', 'unittest', 'python3 -m unittest -v', { 'test_cache.py': cacheTests }, 'cache.py', cache),
	project(
		'clock (vitest)',
		'vitest',
		'npm test',
		{
			'clock.test.js': clockTests('import { describe, expect, it } from "vitest";'),
			'package.json': pkg({ test: 'vitest run --reporter=verbose' }, 'module'),
		},
		'clock.js',
		clock,
	),
	project(
		'clock (jest)',
		'jest',
		'npx jest --coverage --verbose',
		{
			'clock.test.js': clockTests('').replace(/import .*clock.js";/, 'const { format, fromMinutes } = require("./clock.js");'),
			'package.json': pkg({ test: 'jest' }),
		},
		'clock.js',
		Object.fromEntries(
			Object.entries(clock).map(([name, text]) => [
				name,
				`${text.replaceAll('export function', 'function').replace(/import \{ zones \} from (.*);/, 'const { zones } = require($1);')}\nmodule.exports = { format, fromMinutes };\n`,
			]),
		),
	),
	project(
		'queue (mocha)',
		'mocha',
		'npx mocha --reporter dot *.spec.js',
		{ 'queue.spec.js': queueTests('const assert = require("node:assert");') },
		'queue.js',
		queue,
	),
	project(
		'queue (node:test)',
		'node:test',
		'node --test --test-reporter tap',
		{ 'queue.test.js': queueTests('const assert = require("node:assert");\nconst { beforeEach, describe, it } = require("node:test");') },
		'queue.js',
		queue,
	),
];
