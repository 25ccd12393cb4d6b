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

const JAVA_BROKEN = ['', '    static int broken( {\n        return 1;\n    }\n', '    int = 3;\n'];
const javaRefund = {
	ok: 'return amount - fee;',
	bug: 'return amount + fee;',
	same: 'int result = fee;\n        result += amount;\n        return result;',
	value: 'return amount - fee - 1;',
	crash: 'return amount - rates.get("fee");',
	later: 'return 90;',
};
const javaOrders = (s: TestState) => `${pad('//', s.pad)}import java.util.*;

public class Orders {
    static Map<String, Integer> rates = new HashMap<>();

    static int refund(int amount, int fee) {
        ${javaRefund[s.first]}
    }
${JAVA_BROKEN[s.broken]}
    static int total(int... items) {
        return Arrays.stream(items).sum()${s.second === 'bug' ? ' + 1' : ''};
    }

    static String label(String name, int count) {
        return name + " ${s.third === 'bug' ? '[" + count + "]' : '(" + count + ")'}";
    }
}
`;
const javaTests = (s: TestState) => `import org.junit.*;
import static org.junit.Assert.*;

${pad('//', s.testPad)}public class OrdersTest {
    @Test${s.skip ? ' @Ignore' : ''} public void refunds() {
        assertEquals(90, Orders.refund(100, 10));
        assertEquals(45, Orders.refund(50, 5));
    }

    @Test public void addsUp() {
        assertEquals("sum", 6, Orders.total(1, 2, 3));
    }

    @Test public void labels() {
        assertEquals("pen (2)", Orders.label("pen", 2));
    }
}
`;
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>demo</groupId><artifactId>demo</artifactId><version>1</version>
<properties><maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
<dependencies><dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.x</version><scope>test</scope></dependency></dependencies>
<build><plugins><plugin><artifactId>maven-surefire-plugin</artifactId><version>2.22.3</version></plugin><plugin><artifactId>maven-compiler-plugin</artifactId><version>3.10.1</version></plugin><plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.0</version></plugin></plugins></build></project>
`;

const RUBY_BROKEN = ['', 'def broken(\n  1 +\nend\n\n', 'x = = 3\n\n'];
const rubyRefund = {
	ok: 'amount - fee',
	bug: 'amount + fee',
	same: 'result = fee\n  result += amount\n  result',
	value: 'amount - fee - 1',
	crash: 'amount - RATES.fetch(:fee)',
	later: '90',
};
const rubyOrders = (s: TestState) => `${pad('#', s.pad)}RATES = {}

def refund(amount, fee)
  ${rubyRefund[s.first]}
end

${RUBY_BROKEN[s.broken]}def total(items)
  items.sum${s.second === 'bug' ? ' + 1' : ''}
end

def label(name, count)
  "#{name} ${s.third === 'bug' ? '[#{count}]' : '(#{count})'}"
end
`;
const rubyTests = (s: TestState) => `require 'minitest/autorun'
require_relative 'orders'

${pad('#', s.testPad)}class OrdersTest < Minitest::Test
  def test_refund
${s.skip ? "    skip 'not yet'\n" : ''}    assert_equal 90, refund(100, 10)
    assert_equal 45, refund(50, 5)
  end

  def test_total
    assert_equal 6, total([1, 2, 3])
  end

  def test_label
    assert_equal 'pen (2)', label('pen', 2)
  end
end
`;
const rubySpec = (s: TestState) => `require 'minitest/autorun'
require_relative 'orders'

${pad('#', s.testPad)}describe 'orders' do
  describe 'refund' do
    it 'leaves the fee out' do
${s.skip ? "      skip 'not yet'\n" : ''}      _(refund(100, 10)).must_equal 90, 'a hundred'
      _(refund(50, 5)).must_equal 45, 'fifty'
    end
  end
  it 'adds up' do
    assert total([1, 2, 3]) == 6
  end
  it 'labels' do
    _(label('pen', 2)).must_match(/\\(2\\)/)
  end
end
`;

const CARGO = '[package]\nname = "orders"\nversion = "0.1.0"\nedition = "2021"\n';
const base = { half: 'developed', pairs: TEST_PAIRS } as const;
const held = { half: 'heldOut', pairs: TEST_PAIRS } as const;

export const COMPILED_TESTS: readonly Project[] = [
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
	{
		...base,
		name: 'orders-maven',
		runner: 'maven',
		command: 'mvn -o -B -s /etc/maven/settings-debian.xml test',
		fixed: { 'pom.xml': POM },
		edited: 'src/main/java/Orders.java',
		states: mapStates(TEST_STATES, (s) => ({ 'src/main/java/Orders.java': javaOrders(s), 'src/test/java/OrdersTest.java': javaTests(s) })),
	},
	{
		...held,
		name: 'orders-junit',
		runner: 'junit',
		command:
			'javac -cp /usr/share/java/junit4.jar -d out Orders.java OrdersTest.java && java -cp out:/usr/share/java/junit4.jar:/usr/share/java/hamcrest-core.jar org.junit.runner.JUnitCore OrdersTest',
		fixed: {},
		edited: 'Orders.java',
		states: mapStates(TEST_STATES, (s) => ({ 'Orders.java': javaOrders(s), 'OrdersTest.java': javaTests(s) })),
	},
	{
		...base,
		name: 'orders-minitest',
		runner: 'minitest',
		command: 'ruby orders_test.rb',
		fixed: {},
		edited: 'orders.rb',
		states: mapStates(TEST_STATES, (s) => ({ 'orders.rb': rubyOrders(s), 'orders_test.rb': rubyTests(s) })),
	},
	{
		...held,
		name: 'spec-minitest',
		runner: 'minitest',
		command: 'ruby orders_spec.rb --verbose',
		fixed: {},
		edited: 'orders.rb',
		states: mapStates(TEST_STATES, (s) => ({ 'orders.rb': rubyOrders(s), 'orders_spec.rb': rubySpec(s) })),
	},
];
