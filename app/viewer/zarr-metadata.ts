/** OME-Zarr metadata (0.4 and 0.5) as the description of an image that the engine would give. */
import type { ChannelInfo, ImageInfo, LevelInfo } from "../messages";

/** One array of a pyramid as zarrita tells it; its dtype is numpy's ("<u2"). */
export interface ArrayFacts {
  shape: readonly number[];
  dtype: string;
  dataset: Dataset;
}

interface Axis {
  name: string;
  unit?: string;
}

interface Transform {
  type: string;
  scale?: number[];
}

export interface Dataset {
  path: string;
  coordinateTransformations?: Transform[];
}

export interface Multiscale {
  name?: string;
  version?: string;
  axes?: (Axis | string)[];
  datasets: Dataset[];
  coordinateTransformations?: Transform[];
}

interface OmeroChannel {
  label?: string;
  color?: string;
  window?: { start?: number; end?: number };
}

/** What stands under `ome` (0.5) or at the top (0.4). */
export interface OmeAttributes {
  version?: string;
  multiscales?: Multiscale[];
  omero?: { channels?: OmeroChannel[] };
}

const AXES_BY_COUNT = ["", "x", "yx", "zyx", "czyx", "tczyx"];
const LENGTHS: Record<string, number> = {
  angstrom: 1e-4,
  picometer: 1e-6,
  nanometer: 1e-3,
  micrometer: 1,
  millimeter: 1e3,
  centimeter: 1e4,
  meter: 1e6,
  inch: 25400,
};
const TIMES: Record<string, number> = {
  nanosecond: 1e-9,
  microsecond: 1e-6,
  millisecond: 1e-3,
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86400,
};

/** 0.5 keeps everything under `ome`. */
export function omeOf(attributes: Record<string, unknown>): OmeAttributes {
  return (attributes.ome ?? attributes) as OmeAttributes;
}

function axesOf(multiscale: Multiscale, dimensions: number): Axis[] {
  if (multiscale.axes)
    return multiscale.axes.map((axis) => (typeof axis === "string" ? { name: axis } : axis));
  return [...(AXES_BY_COUNT[dimensions] ?? "")].map((name) => ({ name }));
}

function scaleOf(multiscale: Multiscale, dataset: Dataset | undefined, dimensions: number): number[] {
  const factors = [dataset?.coordinateTransformations, multiscale.coordinateTransformations]
    .flatMap((list) => list ?? [])
    .filter((one) => one.type === "scale" && one.scale?.length === dimensions);
  return Array.from({ length: dimensions }, (_, axis) =>
    factors.reduce((all, { scale }) => all * (scale?.[axis] ?? 1), 1),
  );
}

/** µm for lengths, seconds for times; an axis without a unit has no known size. */
function physical(axes: readonly Axis[], scale: readonly number[]): Record<string, number> {
  const known: Record<string, number> = {};
  axes.forEach(({ name, unit }, index) => {
    const factor = name === "t" ? TIMES[unit ?? ""] : "zyx".includes(name) ? LENGTHS[unit ?? ""] : undefined;
    const value = scale[index];
    if (factor && value && value > 0) known[name] = value * factor;
  });
  return known;
}

/** By what a level is coarser: from the scales where they say it, else from the sizes. */
function factorOf(first: number, here: number, firstLength: number, length: number): number {
  const told = here / first;
  const seen = firstLength / Math.max(1, length);
  return Number.isFinite(told) && Math.abs(told / seen - 1) < 0.25 ? told : seen;
}

function levelsOf(multiscale: Multiscale, axes: string, arrays: readonly ArrayFacts[]): LevelInfo[] {
  const length = (array: ArrayFacts, axis: string) =>
    axes.includes(axis) ? (array.shape[axes.indexOf(axis)] ?? 1) : 1;
  const scales = arrays.map(({ dataset }) => scaleOf(multiscale, dataset, axes.length));
  const full = arrays[0] as ArrayFacts;
  return arrays.map((array, index) => {
    const factors: Record<string, number> = {};
    for (const axis of [...axes].filter((one) => "zyx".includes(one))) {
      const at = axes.indexOf(axis);
      factors[axis] = factorOf(
        scales[0]?.[at] ?? 1,
        scales[index]?.[at] ?? 1,
        length(full, axis),
        length(array, axis),
      );
    }
    return { height: length(array, "y"), width: length(array, "x"), depth: length(array, "z"), factors };
  });
}

function channelsOf(ome: OmeAttributes, count: number): ChannelInfo[] {
  const told = ome.omero?.channels ?? [];
  return Array.from({ length: count }, (_, index) => {
    const { label, color, window } = told[index] ?? {};
    const hex = /^#?([0-9a-f]{6})/i.exec(color ?? "")?.[1];
    const { start, end } = window ?? {};
    const limits = typeof start === "number" && typeof end === "number" && start < end ? [start, end] : null;
    return { name: label ?? "", color: hex ? `#${hex.toLowerCase()}` : null, window: limits };
  });
}

export interface Described {
  name: string;
  address: string;
  series: number;
  ome: OmeAttributes;
  /** The arrays that are there, full resolution first. */
  arrays: readonly ArrayFacts[];
}

/** The image of a group; the engine opens what is none (plates, plain arrays) and newer versions, or says why not. */
export function multiscaleOf(ome: OmeAttributes, series: number): Multiscale {
  const multiscale = ome.multiscales?.[series];
  if (!multiscale) throw new Error("This address holds no multiscale image.");
  const version = versionOf(ome, multiscale);
  if (!VERSIONS.includes(version)) throw new Error(`OME-Zarr ${version} is not read here.`);
  return multiscale;
}

const VERSIONS = ["0.1", "0.2", "0.3", "0.4", "0.5"];

function versionOf(ome: OmeAttributes, multiscale: Multiscale): string {
  return String(ome.version ?? multiscale.version ?? "0.4");
}

/** The description of an image from its metadata and its arrays. */
export function describe({ name, address, series, ome, arrays }: Described): ImageInfo {
  const multiscale = multiscaleOf(ome, series);
  const full = arrays[0];
  if (!full) throw new Error("The image has no pixels.");
  const described = axesOf(multiscale, full.shape.length);
  const axes = described.map((axis) => axis.name).join("");
  if (axes.length !== full.shape.length) throw new Error("The axes do not fit the shape of the image.");
  const scale = physical(described, scaleOf(multiscale, full.dataset, axes.length));
  const count = axes.includes("c") ? (full.shape[axes.indexOf("c")] ?? 1) : 1;
  return {
    image: -1,
    name,
    format: `OME-Zarr ${versionOf(ome, multiscale)}`,
    shape: [...full.shape],
    dtype: full.dtype,
    axes,
    scale,
    units: Object.fromEntries(
      Object.keys(scale).map((axis) => [axis, axis === "t" ? "second" : "micrometer"]),
    ),
    pixel_size_origin: Object.keys(scale).length > 0 ? "OME-Zarr" : "",
    channels: channelsOf(ome, count),
    levels: levelsOf(multiscale, axes, arrays),
    series: (ome.multiscales ?? []).map((one) => ({ name: one.name ?? "", shape: [...full.shape], axes })),
    series_index: series,
    colour: false,
    source: { address },
    warnings: [],
    metadata: {},
  };
}
