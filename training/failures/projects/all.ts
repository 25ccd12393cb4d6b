import type { Project } from '../types.ts';
import { COMPILERS } from './compilers.ts';
import { GO_AND_RUST } from './go-rust.ts';
import { JAVA_AND_RUBY } from './java-ruby.ts';
import { JAVASCRIPT } from './javascript.ts';
import { NATIVE } from './native.ts';
import { PYTHON } from './python.ts';

export const PROJECTS: readonly Project[] = [...PYTHON, ...JAVASCRIPT, ...GO_AND_RUST, ...JAVA_AND_RUBY, ...COMPILERS, ...NATIVE];
