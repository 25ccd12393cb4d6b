// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code of the projects
import type { Project } from '../types.ts';
import { plan, project, states } from './second-plan.ts';

const stack = states(
	{
		a: 'return s.items[0], nil',
		again: 'for _, item := range s.items {\n\t\treturn item, nil\n\t}\n\treturn 0, nil',
		v: 'return -1, nil',
		x: 'return s.items[len(s.items)], nil',
		good: 'if len(s.items) == 0 {\n\t\treturn 0, ErrEmpty\n\t}\n\treturn s.items[len(s.items)-1], nil',
		b: 'return len(s.items) + 1',
		goodB: 'return len(s.items)',
		broken: 'var limit int = "many"\n',
		filler: '// A stack of numbers,\n// the last in is the first out.\n\n',
	},
	(first, second, top) => `package stack

import "errors"

${top}var ErrEmpty = errors.New("empty")

type Stack struct{ items []int }

func (s *Stack) Peek() (int, error) {
	${first}
}

func (s *Stack) Len() int {
	${second}
}
`,
);
const stackTests = `package stack

import "testing"

func TestPeek(t *testing.T) {
	for name, items := range map[string][]int{"two items": {1, 2}} {
		t.Run(name, func(t *testing.T) {
			s := &Stack{items: items}
			t.Logf("peeking into %v", items)
			if got, err := s.Peek(); err != nil || got != items[len(items)-1] {
				t.Errorf("Peek() = %d, %v; want %d", got, err, items[len(items)-1])
			}
		})
	}
}

func TestLen(t *testing.T) {
	s := &Stack{items: []int{4, 5, 6}}
	if got := s.Len(); got != 3 {
		t.Fatalf("Len() = %d, want %d", got, 3)
	}
}
`;

const ledger = states(
	{
		a: 'self.rows.iter().map(|row| row.cents).max()',
		again: 'let mut best = None;\n        for row in &self.rows {\n            best = best.max(Some(row.cents));\n        }\n        best',
		v: 'self.rows.iter().map(|row| row.cents).min()',
		x: 'Some(self.rows.iter().map(|row| row.cents).sum::<i64>() / (self.rows.len() as i64 - 2))',
		good: 'Some(self.rows.iter().map(|row| row.cents).sum())',
		b: "text.split(',').map(|part| part.parse()).collect()",
		goodB: "text.split(',').map(|part| part.trim().parse()).collect()",
		broken: 'fn zero() -> i64 { "0" }\n',
		filler: '//! Rows of money.\n//! In cents.\n\n',
	},
	(first, second, top) => `${top}pub struct Row {
    pub cents: i64,
}

pub struct Ledger {
    pub rows: Vec<Row>,
}

impl Ledger {
    pub fn total(&self) -> Option<i64> {
        ${first}
    }
}

pub fn amounts(text: &str) -> Result<Vec<i64>, std::num::ParseIntError> {
    ${second}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_all_rows() {
        let ledger = Ledger { rows: vec![Row { cents: 250 }, Row { cents: 150 }] };
        assert_eq!(ledger.total(), Some(400), "total of two rows");
    }

    #[test]
    fn reads_spaces() -> Result<(), std::num::ParseIntError> {
        assert_eq!(amounts("1, 2")?, vec![1, 2]);
        Ok(())
    }
}
`,
);

const route = states(
	{
		a: 'return path.split("/").length;',
		again: "int n = 1;\n        for (char c : path.toCharArray()) if (c == '/') n++;\n        return n;",
		v: 'return 0;',
		x: 'return Integer.parseInt(path);',
		good: 'return path.split("/").length - 1;',
		b: 'return path;',
		goodB: 'if (path.contains("..")) throw new IllegalArgumentException("leaves the root: " + path);\n        return path;',
		broken: 'import java.util.Lisst;\n',
		filler: '/* Routes of a server.\n * Absolute ones only.\n */\n',
	},
	(first, second, top) => `package demo;

${top}public class Route {
    static int depth(String path) {
        ${first}
    }

    static String checked(String path) {
        ${second}
    }
}
`,
);
const routeTests = `package demo;

import static org.junit.jupiter.api.Assertions.*;
import org.junit.jupiter.api.*;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {
    @ParameterizedTest(name = "{0} is {1} deep")
    @CsvSource({"/a, 1", "/a/b, 2"})
    void depth(String path, int depth) {
        assertEquals(depth, Route.depth(path), () -> "depth of " + path);
    }

    @Nested class Checked {
        @Test @DisplayName("refuses to leave the root")
        void leaves() {
            assertThrows(IllegalArgumentException.class, () -> Route.checked("/a/../.."));
        }
    }
}
`;
/** One version of the plugin is there; another is not, and offline it cannot be had. */
const pom = (
	surefire: string,
) => `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>demo</groupId><artifactId>routes</artifactId><version>1</version>
<properties><maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
<dependencies><dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>5.11.4</version><scope>test</scope></dependency></dependencies>
<build><plugins><plugin><artifactId>maven-surefire-plugin</artifactId><version>${surefire}</version></plugin><plugin><artifactId>maven-compiler-plugin</artifactId><version>3.13.0</version></plugin><plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin></plugins></build></project>
`;

export const SECOND_BUILT: readonly Project[] = [
	project(
		'stack (go)',
		'go test',
		'go test -v ./...',
		{ 'go.mod': 'module acme.dev/stack\n\ngo 1.19\n', 'stack_test.go': stackTests, 'other/other.go': 'package other\n' },
		'stack.go',
		stack,
	),
	project(
		'ledger (cargo)',
		'cargo test',
		'cargo test --offline',
		{ 'Cargo.toml': '[package]\nname = "ledger"\nversion = "0.1.0"\nedition = "2021"\n' },
		'src/lib.rs',
		ledger,
	),
	project(
		'routes (maven)',
		'maven',
		'mvn -o -B test',
		{ 'pom.xml': pom('3.2.5'), 'src/test/java/demo/RouteTest.java': routeTests },
		'src/main/java/demo/Route.java',
		route,
	),
	{
		...project(
			'routes (maven, offline)',
			'maven',
			'mvn -o -B test',
			{ 'pom.xml': pom('3.5.2'), 'src/test/java/demo/RouteTest.java': routeTests },
			'src/main/java/demo/Route.java',
			route,
		),
		pairs: ['aMoved', 'aAgain', 'v', 'b'].map((second) => plan('a', second, false, 'no edit of the project gets the plugin')),
	},
];
