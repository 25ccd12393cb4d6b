import { pad } from '../plans.ts';
import type { Files, Project } from '../types.ts';
import { type Faults, compiled as project, type Write } from './faults.ts';

const ts: Faults = {
	ok: 'const size: number = text.length;\n  return size;',
	fault: 'const size: number = text;\n  return size;',
	again: 'const trimmed = text.trim();\n  const size: number = trimmed;\n  return size;',
	other: 'const size: number = texts.length;\n  return size;',
	three: { ok: 'return text.toUpperCase();', fault: 'return text.upper();', warning: 'let unused = 1;\n  return text.toUpperCase();' },
};
const writeTs: Write = (one, two, three, n) => `${pad('//', n)}export function width(text: string): number {
  ${one}
}

export const gap = 1;
export const rows = [1, 2, 3].map((row) => row + gap);

export function height(text: string): number {
  ${two}
}

export function shout(text: string): string {
  ${three}
}
`;
const tsClass: Faults = {
	ok: 'return { id: 1, name };',
	fault: 'return { id: 1, title: name };',
	again: 'const title = name;\n    return { id: 1, title };',
	other: 'return { id: "1", name };',
	three: {
		ok: 'return this.first(name).name;',
		fault: 'return this.first(name, 2).name;',
		warning: 'const spare = 2;\n    return this.first(name).name;',
	},
};
const writeTsClass: Write = (one, two, three, n) => `interface Item { id: number; name: string }
${pad('//', n)}export class Store {
  first(name: string): Item {
    ${one}
  }

  get kind(): string {
    return 'store';
  }

  second(name: string): Item {
    ${two}
  }

  third(name: string): string {
    ${three}
  }
}
`;

const TS_CONFIG: Files = {
	'tsconfig.json': '{ "compilerOptions": { "strict": true, "target": "es2022", "noEmit": true, "types": [] } }\n',
};

const java: Faults = {
	ok: 'int size = text.length();\n        return size;',
	fault: 'int size = text;\n        return size;',
	again: 'String copy = text.trim();\n        int size = copy;\n        return size;',
	other: 'int size = texts.length();\n        return size;',
	three: { ok: 'return text.trim();', fault: 'return text.strip(1);', warning: 'return new Integer(3) + text;' },
};
const writeJava: Write = (one, two, three, n) => `${pad('//', n)}public class Texts {
    static int width(String text) {
        ${one}
    }

    static int gap() {
        return 1;
    }

    static int height(String text) {
        ${two}
    }

    static String shout(String text) {
        ${three}
    }
}
`;
const javaTwo: Faults = {
	ok: 'return items.get(0);',
	fault: 'return items.first();',
	again: 'System.out.println(items);\n        return items.first();',
	other: 'return items.get(0)',
	three: { ok: 'return items.size();', fault: 'return items;', warning: 'return new Long(items.size()).intValue();' },
};
const writeJavaTwo: Write = (one, two, three, n) => `import java.util.List;

${pad('//', n)}class Shop {
    String first(List<String> items) {
        ${one}
    }

    String second(List<String> items) {
        ${two}
    }

    int count(List<String> items) {
        ${three}
    }
}
`;

const go: Faults = {
	ok: 'size := len(text)\n\treturn size',
	fault: 'var size int = text\n\treturn size',
	again: 'trimmed := text + ""\n\t_ = trimmed\n\tvar size int = text\n\treturn size',
	other: 'size := len(texts)\n\treturn size',
	three: { ok: 'return text + "!"', fault: 'return text.Upper()', warning: '// TODO: error: shout louder\n\treturn text + "!"' },
};
const writeGo: Write = (one, two, three, n) => `package main

${pad('//', n)}func width(text string) int {
	${one}
}

func gap() int {
	return 1
}

func height(text string) int {
	${two}
}

func shout(text string) string {
	${three}
}

func main() {
	println(width("a"), gap(), height("b"), shout("c"))
}
`;
const goVet: Faults = {
	ok: 'fmt.Printf("%d\\n", count)',
	fault: 'fmt.Printf("%s\\n", count)',
	again: 'count += 1\n\tfmt.Printf("%s\\n", count)',
	other: 'fmt.Printf("%d %d\\n", count)',
	three: { ok: 'return name', fault: 'return fmt.Sprintf("%d", name)', warning: '// warning: error handling is missing\n\treturn name' },
};
const writeGoVet: Write = (one, two, three, n) => `package main

import "fmt"

${pad('//', n)}func first(count int) {
	${one}
}

func second(count int) {
	${two}
}

func third(name string) string {
	${three}
}

func main() {
	first(1)
	second(2)
	fmt.Println(third("a"))
}
`;

const lint: Faults = {
	ok: 'return text.length;',
	fault: 'return texts.length;',
	again: "console.log('width');\n  return texts.length;",
	other: 'if (text = 3) return 1;\n  return 0;',
	three: { ok: 'return 1;', fault: 'return 1;\n  return 2;', warning: 'const spare = 1;\n  return 1;' },
};
const writeLint: Write = (one, two, three, n) => `${pad('//', n)}export function width(text) {
  ${one}
}

export function gap() {
  return 1;
}

export function height(text) {
  ${two}
}

export function three() {
  ${three}
}
`;
const LINT_CONFIG = `export default [{ languageOptions: { globals: { console: 'readonly' } },
  rules: { 'no-undef': 'error', 'no-cond-assign': 'error', 'no-unreachable': 'error', 'no-unused-vars': ['warn', { args: 'none' }] } }];
`;

export const COMPILERS: readonly Project[] = [
	project('tsc', 'developed', 'npx tsc -p .', 'texts.ts', ts, writeTs, TS_CONFIG),
	project('tsc', 'heldOut', 'npx tsc -p . --pretty', 'store.ts', tsClass, writeTsClass, TS_CONFIG),
	project('javac', 'developed', 'javac -Xlint:all -d out Texts.java', 'Texts.java', java, writeJava),
	project('javac', 'heldOut', 'javac -Xlint:all -d out Shop.java', 'Shop.java', javaTwo, writeJavaTwo),
	project('go build', 'developed', 'go build ./...', 'main.go', go, writeGo, { 'go.mod': 'module texts\n\ngo 1.19\n' }),
	project('go vet', 'heldOut', 'go vet ./...', 'main.go', goVet, writeGoVet, { 'go.mod': 'module shop\n\ngo 1.19\n' }),
	project('eslint', 'developed', 'npx eslint width.mjs', 'width.mjs', lint, writeLint, { 'eslint.config.mjs': LINT_CONFIG }),
	project('eslint', 'heldOut', 'npx eslint --color .', 'width.mjs', lint, writeLint, {
		'eslint.config.mjs': LINT_CONFIG,
	}),
];
