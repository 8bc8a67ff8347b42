/** What each recipe of the gallery measures and where it fails, in a line each; docs/recipes.md says more. */
export const ENGLISH_GALLERY: Record<string, { measures: string; fails: string }> = {
  "count-nuclei": {
    measures: "Count, size, shape and brightness of each nucleus, in every channel.",
    fails: "nuclei differ more than threefold in size, or lie in tissue without gaps.",
  },
  "count-dark-objects": {
    measures: "Count, size and shape of dark things on a bright ground; brightness as stored.",
    fails: "the ground is uneven across less than two object widths.",
  },
  "plain-otsu": {
    measures: "Count, size, shape and brightness with one threshold for the whole image.",
    fails: "the ground is uneven, or dim and bright objects lie side by side.",
  },
  "nuclei-unet": {
    measures: "Count, size, shape and brightness; a neural network finds the nuclei.",
    fails: "nuclei are under 10 or over 40 px across, or the image is not fluorescence.",
  },
  "nuclei-3d": {
    measures: "Count, volume, surface and brightness of nuclei in a stack.",
    fails: "the distance of slices is unknown or wrong, or slices lie further apart than half a nucleus.",
  },
  "cell-compartments": {
    measures: "Every channel in nucleus, cytoplasm and whole cell.",
    fails:
      "cells are much larger or smaller than the typed distance around a nucleus, or have several nuclei.",
  },
  "spots-per-cell": {
    measures: "How many bright spots each cell has.",
    fails: "spots lie closer than twice their width, or the background has grains of their size.",
  },
  "find-spots": {
    measures: "Place, strength and brightness of each round spot, to parts of a pixel.",
    fails:
      "spots differ from the typed radius, lie in each other, or the background has grains of that size.",
  },
  colocalisation: {
    measures: "How far two channels go together: Pearson, Spearman, Manders, and what chance would give.",
    fails: "channels bleed into each other, are shifted or saturated, or much background is included.",
  },
  confluency: {
    measures: "The share of the image that cells cover, where it is busy.",
    fails: "cells are smooth inside, the ground is dirty, or nothing or everything is covered.",
  },
  "wound-closure": {
    measures: "The open area of a scratch at every time point.",
    fails: "the wound leaves the image, other gaps are as large, or the focus drifts.",
  },
  "track-cells": {
    measures: "Path, speed and displacement of each nucleus over time.",
    fails: "nuclei move more than their diameter between frames, or are crowded.",
  },
  "line-length": {
    measures: "Length, branches, junctions and ends of thin lines.",
    fails: "lines are thicker than the widest size typed, cross, or are interrupted.",
  },
  "stain-area": {
    measures: "The share of the tissue that is brown.",
    fails: "white is not white, stains differ from the published colours, or the section has folds and dirt.",
  },
  "image-quality": {
    measures: "Sharpness, noise, brightness and saturation of every channel.",
    fails: "images of different content or different microscopes are compared.",
  },
};
