/** What the landing page's picture shows; made by tools/make_example.py. */
export const EXAMPLE = {
  count: 319,
  counts: [0, 8, 11, 23, 32, 45, 38, 37, 26, 30, 20, 14, 10, 9, 4, 1, 0, 2, 0, 1, 2],
  from: 20,
  step: 10,
};
