import { mapStates, pad, TEST_PAIRS, TEST_STATES, type TestState } from '../plans.ts';
import type { Project } from '../types.ts';

const GO_BROKEN = ['', 'func broken( int {\n\treturn 1\n}\n\n', 'var = 3\n\n'];
const goRefund = {
	ok: 'return amount - fee',
	bug: 'return amount + fee',
	same: 'result := fee\n\tresult += amount\n\treturn result',
	value: 'return amount - fee - 1',
	crash: 'return amount - *rate',
	later: 'return 90',
};
const goOrders = (s: TestState) => `package orders

import "fmt"

${pad('//', s.pad)}var rate *int

func Refund(amount, fee int) int {
	${goRefund[s.first]}
}

${GO_BROKEN[s.broken]}func Total(items []int) int {
	sum := ${s.second === 'bug' ? 1 : 0}
	for _, item := range items {
		sum += item
	}
	return sum
}

func Label(name string, count int) string {
	return fmt.Sprintf("%s ${s.third === 'bug' ? '[%d]' : '(%d)'}", name, count)
}
`;
const goTests = (s: TestState) => `package orders

import "testing"

${pad('//', s.testPad)}func TestRefund(t *testing.T) {
${s.skip ? '\tt.Skip("not yet")\n' : ''}	if got := Refund(100, 10); got != 90 {
		t.Fatalf("Refund(100, 10) = %d, want 90", got)
	}
	if got := Refund(50, 5); got != 45 {
		t.Fatalf("Refund(50, 5) = %d, want 45", got)
	}
}

func TestTotal(t *testing.T) {
	if got := Total([]int{1, 2, 3}); got != 6 {
		t.Errorf("Total = %d, want 6", got)
	}
}

func TestLabel(t *testing.T) {
	if got := Label("pen", 2); got != "pen (2)" {
		t.Errorf("Label = %q, want %q", got, "pen (2)")
	}
}
`;
const goTable = (s: TestState) => `package orders

import "testing"

${pad('//', s.testPad)}func check(t *testing.T, got, want int) {
	t.Helper()
	if got != want {
		t.Fatalf("got %d, want %d", got, want)
	}
}

func TestRefund(t *testing.T) {
	t.Run("hundred", func(t *testing.T) {
${s.skip ? '\t\tt.Skip("not yet")\n' : ''}		check(t, Refund(100, 10), 90)
		check(t, Refund(50, 5), 45)
	})
}

func TestTotal(t *testing.T) {
	for name, items := range map[string][]int{"three": {1, 2, 3}} {
		t.Run(name, func(t *testing.T) { check(t, Total(items), 6) })
	}
}

func TestLabel(t *testing.T) {
	if Label("pen", 2) != "pen (2)" {
		t.Error("wrong label")
	}
}
`;

const RUST_BROKEN = ['', 'fn broken(: i64 {\n    1\n}\n\n', 'let = 3;\n\n'];
const rustRefund = {
	ok: 'amount - fee',
	bug: 'amount + fee',
	same: 'let mut result = fee;\n    result += amount;\n    result',
	value: 'amount - fee - 1',
	crash: 'amount - fee / (fee - fee)',
	later: '90 + 0 * (amount + fee)',
};
const rustLib = (s: TestState, tests: string) => `${pad('//', s.pad)}pub fn refund(amount: i64, fee: i64) -> i64 {
    ${rustRefund[s.first]}
}

${RUST_BROKEN[s.broken]}pub fn total(items: &[i64]) -> i64 {
    items.iter().sum::<i64>()${s.second === 'bug' ? ' + 1' : ''}
}

pub fn label(name: &str, count: u32) -> String {
    format!("{name} ${s.third === 'bug' ? '[{count}]' : '({count})'}")
}

#[cfg(test)]
mod tests {
    use super::*;

${pad('    //', s.testPad)}${tests}}
`;
const rustTests = (s: TestState) => `    #[test]
${s.skip ? '    #[ignore]\n' : ''}    fn refunds() {
        assert_eq!(refund(100, 10), 90);
        assert_eq!(refund(50, 5), 45);
    }

    #[test]
    fn adds_up() {
        assert_eq!(total(&[1, 2, 3]), 6);
    }

    #[test]
    fn labels() {
        assert_eq!(label("pen", 2), "pen (2)");
    }
`;
const rustNested = (s: TestState) => `    mod refunds {
        use super::*;
        #[test]
${s.skip ? '        #[should_panic]\n' : ''}        fn without_fee() {
            assert!(refund(100, 10) == 90, "refund of a hundred is {}", refund(100, 10));
            assert_eq!(refund(50, 5), 45, "half as much");
        }
    }

    #[test]
    fn adds_up() -> Result<(), String> {
        if total(&[1, 2, 3]) == 6 { Ok(()) } else { Err("total is off".to_string()) }
    }

    #[test]
    fn labels() {
        let found: Option<char> = label("pen", 2).chars().find(|c| *c == '(');
        found.expect("a bracket");
    }
`;

const CARGO = '[package]\nname = "orders"\nversion = "0.1.0"\nedition = "2021"\n';
const base = { half: 'developed', pairs: TEST_PAIRS } as const;
const held = { half: 'heldOut', pairs: TEST_PAIRS } as const;

export const GO_AND_RUST: readonly Project[] = [
	{
		...base,
		name: 'orders-go',
		runner: 'go test',
		command: 'go test ./...',
		fixed: { 'go.mod': 'module orders\n\ngo 1.19\n' },
		edited: 'orders.go',
		states: mapStates(TEST_STATES, (s) => ({ 'orders.go': goOrders(s), 'orders_test.go': goTests(s) })),
	},
	{
		...held,
		name: 'table-go',
		runner: 'go test',
		command: 'go test -v ./...',
		fixed: { 'go.mod': 'module table\n\ngo 1.19\n' },
		edited: 'orders.go',
		states: mapStates(TEST_STATES, (s) => ({ 'orders.go': goOrders(s), 'orders_test.go': goTable(s) })),
	},
	{
		...base,
		name: 'orders-cargo',
		runner: 'cargo test',
		command: 'cargo test',
		fixed: { 'Cargo.toml': CARGO },
		edited: 'src/lib.rs',
		states: mapStates(TEST_STATES, (s) => ({ 'src/lib.rs': rustLib(s, rustTests(s)) })),
	},
	{
		...held,
		name: 'nested-cargo',
		runner: 'cargo test',
		command: 'cargo test --lib -q',
		fixed: { 'Cargo.toml': CARGO },
		edited: 'src/lib.rs',
		states: mapStates(TEST_STATES, (s) => ({ 'src/lib.rs': rustLib(s, rustNested(s)) })),
	},
];
