// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code of the projects
import type { Project } from '../types.ts';
import { compiled, project } from './second-plan.ts';

const shapes = compiled(
	{
		a: 'return shape.radius * 2;',
		again: 'const { side } = shape as Square;\n\tif (side > 0) return side;\n\treturn shape.radius + shape.radius;',
		v: 'return shape.diameter;',
		x: 'return String(sideOf(shape));',
		good: 'return "side" in shape ? shape.side : shape.radius * 2;',
		b: 'return shapes.map((shape) => shape.sides);',
		goodB: 'return shapes.map(width);',
		filler: '/** Shapes\n * in a plane.\n */\n',
	},
	(first, second, top) => `${top}import type { Shape, Square } from "./types";
import { sideOf } from "./types";

export function width(shape: Shape): number {
	${first}
}

export function widths(shapes: Shape[]): number[] {
	${second}
}
`,
);
const shapeTypes = `export interface Square {
	side: number;
}
export interface Circle {
	radius: number;
}
export type Shape = Square | Circle;
export function sideOf(shape: Shape): number {
	return "side" in shape ? shape.side : 0;
}
`;

const buffer = compiled(
	{
		a: 'return b->length;',
		again: 'size_t n = 0;\n    n += b->length;\n    return n;',
		v: 'return b->used_bytes;',
		x: 'return b.used;',
		good: 'return b->used;',
		b: 'memset(b, 0);',
		goodB: 'memset(b, 0, sizeof *b);',
		filler: '/* Growing buffers.\n * Never shrink.\n */\n',
	},
	(first, second, top) => `${top}#include <stddef.h>
#include <string.h>
struct buffer { size_t used, room; };

size_t buffer_used(const struct buffer *b) {
    ${first}
}

void buffer_clear(struct buffer *b) {
    ${second}
}
`,
);

const linked = compiled(
	{
		a: 'return checksum(1);',
		again: 'int sum = 0;\n    sum += checksum(2);\n    return sum;',
		v: 'return checksum_of(1);',
		x: 'return crc("one");',
		good: 'return crc(1);',
		b: 'return parity(3);',
		goodB: 'return crc(3);',
		filler: '// Sums over\n// telegrams.\n',
	},
	(first, second, top) => `${top}int checksum(int);
int checksum_of(int);
int parity(int);
int crc(int x) { return x ^ 7; }

int one() {
    ${first}
}

int two() {
    ${second}
}

int main() { return one() + two(); }
`,
);

const matrix = compiled(
	{
		a: 'return m.row(0);',
		again: 'auto first = m.row(0);\n    return first;',
		v: 'return m.column(0);',
		x: 'std::string text = m.rows.size();\n    return m.rows.at(0);',
		good: 'return m.rows.at(0);',
		b: 'std::sort(m.rows);',
		goodB: 'std::sort(m.rows.begin(), m.rows.end());',
		filler: '// Matrices\n// of doubles.\n',
	},
	(first, second, top) => `${top}#include <algorithm>
#include <string>
#include <vector>

struct Matrix { std::vector<std::vector<double>> rows; };

std::vector<double> head(const Matrix &m) {
    ${first}
}

void order(Matrix &m) {
    ${second}
}
`,
);

const shop = compiled(
	{
		a: 'return items.size() * price;',
		again: 'int n = items.size();\n        String text = "" + n;\n        return n * price;',
		v: 'return items.size() * prices;',
		x: 'return items.length() * 2;',
		good: 'return items.size() * 2;',
		b: 'for (String item : items) return item;\n        return "";',
		goodB: 'return items.isEmpty() ? "" : (String) items.get(0);',
		filler: '/** A shop.\n * Open daily.\n */\n',
	},
	(first, second, top) => `import java.util.List;

${top}class Shop {
    private final List<Object> items = List.of("pen");

    int worth() {
        ${first}
    }

    String first() {
        ${second}
    }
}
`,
);

const borrow = compiled(
	{
		a: 'let taken = names;\n    println!("{}", names.len());\n    taken',
		again: 'let taken = names;\n    let count = names.len();\n    if count > 9 {\n        return vec![];\n    }\n    taken',
		v: 'let taken = other;\n    println!("{}", other.len());\n    [names, taken].concat()',
		x: 'names.push("end".to_string());\n    names',
		good: 'let _ = other;\n    names',
		b: 'name.len()',
		goodB: 'name.len() as u32',
		filler: '//! Names of people\n//! and of pets.\n\n',
	},
	(first, second, top) => `${top}pub fn kept(names: Vec<String>, other: Vec<String>) -> Vec<String> {
    ${first}
}

pub fn width(name: &str) -> u32 {
    ${second}
}
`,
);

const gomod = compiled(
	{
		a: 'return strings.Reverse(text)',
		again: 'out := strings.Reverse(text)\n\treturn out',
		v: 'return strings.Flip(text)',
		x: 'return len(text)',
		good: 'return strings.ToUpper(text)',
		b: 'words := strings.Fields(text)\n\treturn 0',
		goodB: 'return len(strings.Fields(text))',
		filler: '// Package words counts\n// and turns words.\n',
	},
	(first, second, top) => `${top}package words

import "strings"

func Turned(text string) string {
	${first}
}

func Count(text string) int {
	_ = strings.ToLower(text)
	${second}
}
`,
);

const MAKE_C = `CFLAGS = -Wall -Wextra
all: buffer.o other.o
other.o: other.c
	$(CC) $(CFLAGS) -c other.c
buffer.o: buffer.c
	$(CC) $(CFLAGS) -c buffer.c
`;

export const SECOND_COMPILERS: readonly Project[] = [
	project('shapes (tsc)', 'tsc', 'npx tsc --noEmit --strict --pretty shapes.ts', { 'types.ts': shapeTypes }, 'shapes.ts', shapes),
	project(
		'buffer (gcc)',
		'gcc',
		'make -j2 -k',
		{ Makefile: MAKE_C, 'other.c': 'int other(int unused) { return 1; }\n' },
		'buffer.c',
		buffer,
	),
	project('sums (ld)', 'g++', 'g++ -O0 -o sums sums.cpp', {}, 'sums.cpp', linked),
	project('matrix (g++)', 'g++', 'g++ -std=c++17 -Wall -fdiagnostics-color=always -c matrix.cpp', {}, 'matrix.cpp', matrix),
	project('shop (javac)', 'javac', 'javac -Xlint:all -d out Shop.java', {}, 'Shop.java', shop),
	project(
		'names (cargo)',
		'cargo build',
		'cargo check --offline --message-format short',
		{ 'Cargo.toml': '[package]\nname = "names"\nversion = "0.1.0"\nedition = "2021"\n' },
		'src/lib.rs',
		borrow,
	),
	project(
		'words (go)',
		'go build',
		'go build ./... && go vet ./...',
		{ 'go.mod': 'module acme.dev/words\n\ngo 1.19\n' },
		'words.go',
		gomod,
	),
];
