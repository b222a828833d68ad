package dev.reprise.bench;

import java.util.Arrays;

/**
 * A median with an interval that holds the true one with 95 % probability, whatever the distribution.
 *
 * @param median the median
 * @param low the lower end
 * @param high the upper end
 */
record Statistics(double median, double low, double high) {
    private static final double CONFIDENCE = 0.95;

    /** Compute them; for fewer than six values the interval is all of them, which is less than 95 %. */
    static Statistics of(double... values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        int skip = outside(n);
        return new Statistics(median, sorted[skip], sorted[n - 1 - skip]);
    }

    /**
     * Return how many values at each end are outside: the true median is below the smallest value but k with the
     * probability that at most k of n tosses of a coin are heads.
     */
    private static int outside(int n) {
        double exactly = Math.pow(0.5, n);
        double atMost = exactly;
        int k = 0;
        while (2 * atMost <= 1 - CONFIDENCE) {
            exactly = exactly * (n - k) / (k + 1);
            k++;
            atMost += exactly;
        }
        return Math.max(0, k - 1);
    }
}
