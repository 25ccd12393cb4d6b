/** Vectors and square matrices of a few dimensions, as arrays of rows. */

export function dot(left: readonly number[], right: readonly number[]): number {
	return left.reduce((sum, value, i) => sum + value * right[i]!, 0);
}

export function column(matrix: readonly (readonly number[])[], j: number): number[] {
	return matrix.map((row) => row[j]!);
}

export function transposed(matrix: readonly (readonly number[])[]): number[][] {
	return matrix.map((_, j) => column(matrix, j));
}

export function times(left: readonly (readonly number[])[], right: readonly (readonly number[])[]): number[][] {
	return left.map((row) => row.map((_, j) => dot(row, column(right, j))));
}

export function plus(left: readonly (readonly number[])[], right: readonly (readonly number[])[]): number[][] {
	return left.map((row, i) => row.map((value, j) => value + right[i]![j]!));
}

export function sum(left: readonly number[], right: readonly number[]): number[] {
	return left.map((value, i) => value + right[i]!);
}

/** A matrix (null: of zeros) with a value added to its diagonal. */
export function withDiagonal(matrix: readonly (readonly number[])[] | null, value: number, d: number): number[][] {
	return Array.from({ length: d }, (_, i) =>
		Array.from({ length: d }, (_, j) => (matrix === null ? 0 : matrix[i]![j]!) + (i === j ? value : 0)),
	);
}
