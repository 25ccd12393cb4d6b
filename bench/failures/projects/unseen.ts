import { mapStates, pad, TEST_PAIRS, TEST_STATES, type TestState } from '../plans.ts';
import type { Project } from '../types.ts';
import { compiled, type Faults, type Write } from './faults.ts';
import { rubyOrders } from './java-ruby.ts';
import { orders } from './javascript.ts';

const rspec = (s: TestState) => `require_relative '../orders'

${pad('#', s.testPad)}RSpec.describe 'orders' do
  describe 'refund' do
    ${s.skip ? "xit 'leaves the fee out'" : "it 'leaves the fee out'"} do
      expect(refund(100, 10)).to eq(90)
      expect(refund(50, 5)).to eq(45)
    end
  end
  it('adds up') { expect(total([1, 2, 3])).to eq(6) }
  it('labels') { expect(label('pen', 2)).to eq('pen (2)') }
end
`;

const PHP_BROKEN = ['', 'function broken( {\n    return 1;\n}\n', '$x = = 3;\n'];
const phpRefund = {
	ok: 'return $amount - $fee;',
	bug: 'return $amount + $fee;',
	same: '$result = $fee;\n    $result += $amount;\n    return $result;',
	value: 'return $amount - $fee - 1;',
	crash: 'return $amount - rates()->fee();',
	later: 'return 90;',
};
const php = (s: TestState) => `<?php
${pad('//', s.pad)}function rates() { return null; }
function refund(int $amount, int $fee): int
{
    ${phpRefund[s.first]}
}
${PHP_BROKEN[s.broken]}function total(array $items): int
{
    return array_sum($items)${s.second === 'bug' ? ' + 1' : ''};
}
function label(string $name, int $count): string
{
    return "$name ${s.third === 'bug' ? '[$count]' : '($count)'}";
}
`;
const phpTests = (s: TestState) => `<?php
require_once __DIR__ . '/orders.php';

${pad('//', s.testPad)}class OrdersTest extends PHPUnit\\Framework\\TestCase
{
    public function testRefund()
    {
${s.skip ? "        $this->markTestSkipped('not yet');\n" : ''}        $this->assertSame(90, refund(100, 10));
        $this->assertSame(45, refund(50, 5));
    }

    public function testTotal()
    {
        $this->assertSame(6, total([1, 2, 3]));
    }

    public function testLabel()
    {
        $this->assertSame('pen (2)', label('pen', 2));
    }
}
`;

const jasmine = (s: TestState) => `const { label, refund, total } = require('./orders.js');
${pad('//', s.testPad)}describe('orders', () => {
  ${s.skip ? 'xit' : 'it'}('refunds without the fee', () => {
    expect(refund(100, 10)).toBe(90);
    expect(refund(50, 5)).toBe(45);
  });
  it('adds up', () => {
    expect(total([1, 2, 3])).toBe(6);
  });
  it('labels', () => {
    expect(label('pen', 2)).toBe('pen (2)');
  });
});
`;
const ava = (s: TestState) => `const test = require('ava');
const { label, refund, total } = require('./orders.js');
${pad('//', s.testPad)}test${s.skip ? '.failing' : ''}('refunds without the fee', (t) => {
  t.is(refund(100, 10), 90);
  t.is(refund(50, 5), 45);
});
test('adds up', (t) => {
  t.is(total([1, 2, 3]), 6);
});
test('labels', (t) => {
  t.is(label('pen', 2), 'pen (2)');
});
`;
const OUT = 'module.exports = { label, refund, total };\n';
const PACKAGE = { 'package.json': '{ "name": "demo", "private": true }\n' };

const typed: Faults = {
	ok: 'size: int = len(text)\n    return size',
	fault: 'size: int = text\n    return size',
	again: 'copy = text.strip()\n    size: int = copy\n    return size',
	other: 'size: int = len(texts)\n    return size',
	three: { ok: 'return text.upper()', fault: 'return text.uppercase()', warning: 'spare = 1\n    return text.upper()' },
};
const writeTyped: Write = (one, two, three, n) => `${pad('#', n)}def width(text: str) -> int:
    ${one}


GAP = 1


def height(text: str) -> int:
    ${two}


def shout(text: str) -> str:
    ${three}
`;
const loose: Faults = {
	ok: 'return len(text)',
	fault: 'return len(texts)',
	again: 'print(text)\n    return len(texts)',
	other: 'return len(text) if text == None else words',
	three: {
		ok: 'return text.upper()',
		fault: 'return sizes[text]',
		warning: '# TODO: this is an error: shout louder\n    return text.upper()',
	},
};

const tests = { half: 'unseen', pairs: TEST_PAIRS, fixed: {} } as const;

export const UNSEEN: readonly Project[] = [
	{
		...tests,
		name: 'orders-rspec',
		runner: 'rspec',
		command: 'rspec',
		edited: 'orders.rb',
		states: mapStates(TEST_STATES, (s) => ({ 'orders.rb': rubyOrders(s), 'spec/orders_spec.rb': rspec(s) })),
	},
	{
		...tests,
		name: 'orders-phpunit',
		runner: 'phpunit',
		command: 'phpunit OrdersTest.php',
		edited: 'orders.php',
		states: mapStates(TEST_STATES, (s) => ({ 'orders.php': php(s), 'OrdersTest.php': phpTests(s) })),
	},
	{
		...tests,
		name: 'orders-jasmine',
		runner: 'jasmine',
		command: 'npx jasmine orders.test.js',
		fixed: PACKAGE,
		edited: 'orders.js',
		states: mapStates(TEST_STATES, (s) => ({ 'orders.js': orders(s) + OUT, 'orders.test.js': jasmine(s) })),
	},
	{
		...tests,
		name: 'orders-ava',
		runner: 'ava',
		command: 'npx ava',
		fixed: PACKAGE,
		edited: 'orders.js',
		states: mapStates(TEST_STATES, (s) => ({ 'orders.js': orders(s) + OUT, 'orders.test.js': ava(s) })),
	},
	compiled('mypy', 'unseen', 'mypy --strict --no-incremental texts.py', 'texts.py', typed, writeTyped),
	compiled('ruff', 'unseen', 'ruff check --no-cache --select F,E .', 'texts.py', loose, writeTyped),
	compiled('pylint', 'unseen', 'pylint --disable=C,R texts.py', 'texts.py', loose, writeTyped),
	compiled('flake8', 'unseen', 'flake8 texts.py', 'texts.py', loose, writeTyped),
];
