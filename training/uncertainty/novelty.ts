import { randomOf } from '../kit/random.ts';

/** k unit centroids of unit vectors by spherical k-means, seeded. */
export function centroidsOf(vectors: readonly Float32Array[], k: number, seed: number, rounds = 12): Float32Array[] {
	const random = randomOf(seed);
	let centroids = Array.from({ length: k }, () => Float32Array.from(vectors[Math.floor(random() * vectors.length)]!));
	for (let round = 0; round < rounds; round++) {
		const sums = centroids.map((centroid) => new Float32Array(centroid.length));
		for (const vector of vectors) {
			const sum = sums[nearest(vector, centroids).index]!;
			for (let i = 0; i < vector.length; i++) sum[i]! += vector[i]!;
		}
		centroids = sums.map((sum, c) => {
			const norm = Math.hypot(...sum);
			return norm === 0 ? centroids[c]! : sum.map((value) => value / norm);
		});
	}
	return centroids;
}

export function nearest(vector: Float32Array, centroids: readonly Float32Array[]): { index: number; distance: number } {
	let index = 0;
	let best = -2;
	for (const [c, centroid] of centroids.entries()) {
		let cosine = 0;
		for (let i = 0; i < vector.length; i++) cosine += centroid[i]! * vector[i]!;
		if (cosine > best) {
			best = cosine;
			index = c;
		}
	}
	return { index, distance: 1 - best };
}
