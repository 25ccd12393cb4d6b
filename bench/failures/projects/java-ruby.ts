import { mapStates, pad, TEST_PAIRS, TEST_STATES, type TestState } from '../plans.ts';
import type { Project } from '../types.ts';

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
export const rubyOrders = (s: TestState) => `${pad('#', s.pad)}RATES = {}

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

const base = { half: 'developed', pairs: TEST_PAIRS } as const;
const held = { half: 'heldOut', pairs: TEST_PAIRS } as const;

export const JAVA_AND_RUBY: readonly Project[] = [
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
