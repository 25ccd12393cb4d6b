import { pad } from '../plans.ts';
import type { Project } from '../types.ts';
import { type Faults, compiled as project, type Write } from './faults.ts';

const c: Faults = {
	ok: 'int size = (int)strlen(text);\n    return size;',
	fault: 'struct point p = text;\n    return p.x;',
	again: 'const char *copy = text;\n    struct point p = copy;\n    return p.x;',
	other: 'return widths(text) + text_length;',
	three: { ok: 'return count + 1;', fault: 'return counts + 1;', warning: 'int unused;\n    return count + 1;' },
};
const writeC: Write = (one, two, three, n) => `#include <string.h>
${pad('//', n)}struct point { int x; int y; };

int width(const char *text) {
    ${one}
}

int gap(void) {
    return 1;
}

int height(const char *text) {
    ${two}
}

int next(int count) {
    ${three}
}
`;
const cpp: Faults = {
	ok: 'std::vector<int> v{1};\n    return v.size();',
	fault: 'std::vector<int> v{1};\n    return v.length();',
	again: 'std::vector<int> v;\n    v.push_back(1);\n    return v.length();',
	other: 'std::vector<int> v{1};\n    return v.size()',
	three: { ok: 'return text;', fault: 'return text.size();', warning: 'int unused = 3;\n    return text;' },
};
const writeCpp: Write = (one, two, three, n) => `#include <string>
#include <vector>
${pad('//', n)}namespace shop {
unsigned long width() {
    ${one}
}

struct Gap { int size = 1; };

unsigned long height() {
    ${two}
}

std::string shout(const std::string &text) {
    ${three}
}
}
`;

const rust: Faults = {
	ok: 'let size: usize = text.len();\n    size',
	fault: 'let size: usize = text;\n    size',
	again: 'let copy = text.trim();\n    let size: usize = copy;\n    size',
	other: 'let size: usize = texts.len();\n    size',
	three: { ok: 'text.to_uppercase()', fault: 'text.upper()', warning: 'let unused = 1;\n    text.to_uppercase()' },
};
const writeRust: Write = (one, two, three, n) => `${pad('//', n)}pub fn width(text: &str) -> usize {
    ${one}
}

pub fn gap() -> usize {
    1
}

pub fn height(text: &str) -> usize {
    ${two}
}

pub fn shout(text: &str) -> String {
    ${three}
}
`;
const rustTwo: Faults = {
	ok: 'let kept = items.clone();\n    drop(items);\n    kept',
	fault: 'drop(items);\n    items',
	again: 'println!("dropped");\n    drop(items);\n    items',
	other: 'let kept: Vec<u32> = items.iter().collect();\n    kept',
	three: { ok: 'items.len()', fault: 'items.len() as u32', warning: 'let mut spare = 1;\n    items.len()' },
};
const writeRustTwo: Write = (one, two, three, n) => `${pad('//', n)}pub fn first(items: Vec<u32>) -> Vec<u32> {
    ${one}
}

pub fn second(items: Vec<u32>) -> Vec<u32> {
    ${two}
}

pub fn third(items: &[u32]) -> usize {
    ${three}
}
`;

export const NATIVE: readonly Project[] = [
	project('gcc', 'developed', 'gcc -Wall -c texts.c -o texts.o', 'texts.c', c, writeC),
	project('clang', 'heldOut', 'clang -Wall -c texts.c -o texts.o', 'texts.c', c, writeC),
	project('g++', 'heldOut', 'g++ -Wall -c shop.cpp -o shop.o', 'shop.cpp', cpp, writeCpp),
	project('clang++', 'developed', 'clang++ -Wall -c shop.cpp -o shop.o', 'shop.cpp', cpp, writeCpp),
	project('rustc', 'developed', 'rustc --crate-type lib texts.rs', 'texts.rs', rust, writeRust),
	project('cargo build', 'heldOut', 'cargo build', 'src/lib.rs', rustTwo, writeRustTwo, {
		'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n',
	}),
];
