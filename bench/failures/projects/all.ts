import type { Project } from '../types.ts';
import { COMPILERS } from './compilers.ts';
import { GO_AND_RUST } from './go-rust.ts';
import { JAVA_AND_RUBY } from './java-ruby.ts';
import { JAVASCRIPT } from './javascript.ts';
import { NATIVE } from './native.ts';
import { PYTHON } from './python.ts';
import { SECOND_BUILT } from './second-built.ts';
import { SECOND_COMPILERS } from './second-compilers.ts';
import { SECOND_SCRIPTS } from './second-scripts.ts';
import { UNSEEN } from './unseen.ts';

export const PROJECTS: readonly Project[] = [
	...PYTHON,
	...JAVASCRIPT,
	...GO_AND_RUST,
	...JAVA_AND_RUBY,
	...COMPILERS,
	...NATIVE,
	...UNSEEN,
	...SECOND_SCRIPTS,
	...SECOND_BUILT,
	...SECOND_COMPILERS,
];
