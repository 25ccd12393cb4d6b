/** Cholesky factor of a symmetric positive definite matrix (n x n, row by row) in place, in the lower triangle. */
export function factorise(a: Float64Array, n: number): void {
	for (let i = 0; i < n; i++) {
		for (let j = 0; j <= i; j++) {
			let sum = a[i * n + j]!;
			for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
			a[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / a[j * n + j]!;
		}
	}
}

/** Solves a x = b in place for the factor of a; `x` holds b before and x after. */
export function solve(a: Float64Array, n: number, x: Float64Array): void {
	for (let i = 0; i < n; i++) {
		let sum = x[i]!;
		for (let k = 0; k < i; k++) sum -= a[i * n + k]! * x[k]!;
		x[i] = sum / a[i * n + i]!;
	}
	for (let i = n - 1; i >= 0; i--) {
		let sum = x[i]!;
		for (let k = i + 1; k < n; k++) sum -= a[k * n + i]! * x[k]!;
		x[i] = sum / a[i * n + i]!;
	}
}
