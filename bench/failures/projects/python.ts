import { mapStates, pad, TEST_PAIRS, TEST_STATES, type TestState } from '../plans.ts';
import type { Project } from '../types.ts';

const BROKEN = ['', 'def broken(:\n    return 1\n\n\n', 'if True\n    pass\n\n\n'];

const refund = {
	ok: 'return amount - fee',
	bug: 'return amount + fee',
	same: 'result = fee\n    result += amount\n    return result',
	value: 'return amount - fee - 1',
	crash: 'return amount - rates["fee"]',
	later: 'return 90',
};
const orders = (s: TestState) => `${pad('#', s.pad)}rates = {}


def refund(amount, fee):
    ${refund[s.first]}


${BROKEN[s.broken]}def total(items):
    return sum(items)${s.second === 'bug' ? ' + 1' : ''}


def label(name, count):
    return f"{name} ${s.third === 'bug' ? '[{count}]' : '({count})'}"
`;
const pytestTests = (s: TestState) => `import pytest
from orders import label, refund, total

${pad('#', s.testPad)}
${s.skip ? '@pytest.mark.xfail(reason="refunds are not done yet")\n' : ''}def test_refund():
    assert refund(100, 10) == 90
    assert refund(50, 5) == 45


def test_total():
    assert total([1, 2, 3]) == 6


def test_label():
    assert label("pen", 2) == "pen (2)"
`;

const median = {
	ok: 'return sorted(values)[len(values) // 2]',
	bug: 'return values[len(values) // 2]',
	same: 'middle = len(values) // 2\n        return list(values)[middle]',
	value: 'return sorted(values)[-1]',
	crash: 'return sorted(values)[len(values)]',
	later: 'return 5 if values[0] == 9 else 0',
};
const stats = (s: TestState) => `${pad('#', s.pad)}class Stats:
    def median(self, values):
        ${median[s.first]}

${BROKEN[s.broken]!.replaceAll(/^(?=.)/gm, '    ')}    def counts(self, words):
        found = {}
        for word in words:
            found[word] = found.get(word, ${s.second === 'bug' ? 1 : 0}) + 1
        return found

    def parse(self, text):
        ${s.third === 'bug' ? 'return text' : 'return int(text)'}
`;
const statsTests = (s: TestState) => `import unittest
from stats import Stats

${pad('#', s.testPad)}
class MedianTest(unittest.TestCase):
    def setUp(self):
        self.stats = Stats()

${s.skip ? '    @unittest.expectedFailure\n' : ''}    def test_median(self):
        self.assertEqual(self.stats.median([9, 1, 5]), 5, "middle of three")
        self.assertEqual(self.stats.median([7, 2, 3]), 3, "middle of three")

    def test_counts(self):
        self.assertEqual(self.stats.counts(["a", "b", "a"]), {"a": 2, "b": 1})


class ParseTest(unittest.TestCase):
    def test_parse(self):
        with self.assertRaises(ValueError):
            Stats().parse("x")
`;
const pytestStats = (s: TestState) => `import pytest
from stats import Stats

${pad('#', s.testPad)}
class TestMedian:
    ${s.skip ? '@pytest.mark.skip(reason="later")\n    ' : ''}@pytest.mark.parametrize("values", [(9, 1, 5)])
    def test_median(self, values):
        found = Stats().median(values)
        assert found == 5
        assert Stats().median([7, 2, 3]) == 3


def test_counts():
    assert Stats().counts(["a", "b", "a"]) == {"a": 2, "b": 1}


def test_parse():
    with pytest.raises(ValueError):
        Stats().parse("x")
`;
const inventory = (s: TestState) => orders(s).replaceAll('refund', 'reserve').replaceAll('rates', 'stock');
const inventoryTests = (s: TestState) => `import unittest
import inventory

${pad('#', s.testPad)}
class InventoryTest(unittest.TestCase):
${s.skip ? '    @unittest.skip("later")\n' : ''}    def test_reserve(self):
        self.assertEqual(inventory.reserve(100, 10), 90)
        self.assertTrue(inventory.reserve(50, 5) == 45)

    def test_total(self):
        self.assertEqual(inventory.total([1, 2, 3]), 6)

    def test_label(self):
        self.assertEqual(inventory.label("pen", 2), "pen (2)")
`;

export const PYTHON: readonly Project[] = [
	{
		name: 'orders-pytest',
		runner: 'pytest',
		half: 'developed',
		command: 'python3 -m pytest -p no:cacheprovider',
		fixed: {},
		edited: 'orders.py',
		states: mapStates(TEST_STATES, (s) => ({ 'orders.py': orders(s), 'test_orders.py': pytestTests(s) })),
		pairs: TEST_PAIRS,
	},
	{
		name: 'stats-pytest',
		runner: 'pytest',
		half: 'heldOut',
		command: 'python3 -m pytest -p no:cacheprovider -q --tb=short',
		fixed: {},
		edited: 'stats.py',
		states: mapStates(TEST_STATES, (s) => ({ 'stats.py': stats(s), 'test_stats.py': pytestStats(s) })),
		pairs: TEST_PAIRS,
	},
	{
		name: 'inventory-unittest',
		runner: 'unittest',
		half: 'developed',
		command: 'python3 -m unittest -v',
		fixed: {},
		edited: 'inventory.py',
		states: mapStates(TEST_STATES, (s) => ({ 'inventory.py': inventory(s), 'test_inventory.py': inventoryTests(s) })),
		pairs: TEST_PAIRS,
	},
	{
		name: 'stats-unittest',
		runner: 'unittest',
		half: 'heldOut',
		command: 'python3 -m unittest discover',
		fixed: {},
		edited: 'stats.py',
		states: mapStates(TEST_STATES, (s) => ({ 'stats.py': stats(s), 'test_stats.py': statsTests(s) })),
		pairs: TEST_PAIRS,
	},
];
