import type { Project } from '../types.ts';
import { COMPILED_TESTS } from './compiled-tests.ts';
import { COMPILERS } from './compilers.ts';
import { JAVASCRIPT } from './javascript.ts';
import { PYTHON } from './python.ts';

export const PROJECTS: readonly Project[] = [...PYTHON, ...JAVASCRIPT, ...COMPILED_TESTS, ...COMPILERS];
