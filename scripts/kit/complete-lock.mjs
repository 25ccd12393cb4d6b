/**
 * `npm run complete-lock`: names the optional packages of other platforms in the lock file, which `npm ci` wants there and some registries
 * leave out, and gives it the version of package.json.
 */
import fs from 'node:fs';

const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const P = lock.packages;
const added = [];
const OS = ['android', 'darwin', 'linux', 'win32', 'freebsd', 'openharmony', 'netbsd', 'openbsd', 'sunos', 'aix'];
const CPU = ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x86', 'loong64'];
for (const [path, p] of Object.entries({ ...P }))
	for (const [d, v] of Object.entries(p.optionalDependencies ?? {})) {
		// resolve
		let base = path,
			found = false;
		for (;;) {
			const k = `${base ? `${base}/` : ''}node_modules/${d}`;
			if (P[k]?.version) {
				found = true;
				break;
			}
			if (!base) break;
			const i = base.lastIndexOf('/node_modules/');
			base = i < 0 ? '' : base.slice(0, i);
		}
		if (found) continue;
		const parts = d.split('/').pop().split('-');
		const e = { version: v.replace(/^[\^~]/, ''), dev: true, optional: true };
		const os = OS.filter((o) => parts.includes(o) || (o === 'freebsd' && parts.includes('freebsd')));
		const cpu = CPU.filter((c) => parts.includes(c));
		if (parts.includes('wasm32')) {
			e.cpu = ['wasm32'];
		} else {
			if (os.length) e.os = os;
			e.cpu = cpu.length ? cpu : ['none'];
			if (parts.includes('musl') || parts.some((x) => x.startsWith('musl'))) e.libc = ['musl'];
			else if (parts.includes('gnu')) e.libc = ['glibc'];
		}
		P[`node_modules/${d}`] = e;
		added.push(`${d} ${JSON.stringify(e)}`);
	}
const sorted = {};
for (const k of Object.keys(P).sort()) sorted[k] = P[k];
lock.packages = sorted;
lock.version = sorted[''].version = JSON.parse(fs.readFileSync('package.json', 'utf8')).version;
fs.writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.join('\n'));
