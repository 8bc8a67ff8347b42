/** Points and tracks on the GPU: one instance each. */

import type { Size } from "./camera";
import { CORNER, Program } from "./gl-program";
import type { Mapping } from "./placing";
import { CHOSEN_MORE, coloursOf, POINT_CASING, POINT_RING, placesOf } from "./points";
import { HEAD_RADIUS, piecesOf, TRACK_RADIUS, tailRange } from "./tracks";
import type { PointLayer, TrackLayer } from "./types";

const SCREEN = `
uniform vec2 screen, origin;
uniform float scale;
vec4 clipped(vec2 at) { at /= screen; return vec4(at.x * 2.0 - 1.0, 1.0 - at.y * 2.0, 0.0, 1.0); }`;

/** Places are taken from the corner of the view first, so that large coordinates stay exact when enlarged. */
const POINT_VERTEX = `${CORNER} ${SCREEN}
in vec2 place; in vec4 colour;
uniform float radius, more, casing;
out vec2 off; out vec3 tint; flat out float size;
void main() {
  size = radius + (colour.a > 0.5 ? more : 0.0);
  off = (corner() * 2.0 - 1.0) * (size + casing + 1.0);
  tint = colour.rgb;
  gl_Position = clipped((place - origin) * scale + off);
}`;

const POINT_FRAGMENT = `
in vec2 off; in vec3 tint; flat in float size;
uniform float casing, ring, opacity;
out vec4 result;
float covered(float far, float from, float to) { return clamp(to + 0.5 - far, 0.0, 1.0) * clamp(far - from + 0.5, 0.0, 1.0); }
void main() {
  float far = length(off);
  float line = covered(far, size - ring, size);
  float around = covered(far, size - ring - casing, size + casing) * 0.7;
  result = opacity * (vec4(tint, 1.0) * line + vec4(0.0, 0.0, 0.0, around) * (1.0 - line));
}`;

const TRACK_VERTEX = `${CORNER} ${SCREEN}
in vec4 place; in vec3 colour; in float end;
uniform float radius, head, now, tail;
out vec2 at; flat out vec4 piece; flat out vec4 tint; flat out float dot_;
void main() {
  vec2 from = (place.xy - origin) * scale, to = (place.zw - origin) * scale;
  dot_ = end == now ? head : 0.0;
  float reach = max(radius, dot_) + 1.0;
  at = mix(min(from, to) - reach, max(from, to) + reach, corner());
  piece = vec4(from, to);
  tint = vec4(colour, max(0.0, 1.0 - (now - end) / max(tail, 1.0)));
  gl_Position = clipped(at);
}`;

const TRACK_FRAGMENT = `
in vec2 at; flat in vec4 piece; flat in vec4 tint; flat in float dot_;
uniform float radius, opacity;
out vec4 result;
void main() {
  vec2 along = piece.zw - piece.xy, off = at - piece.xy;
  off -= along * clamp(dot(off, along) / max(dot(along, along), 1e-9), 0.0, 1.0);
  float cover = dot(along, along) > 0.0 ? clamp(radius + 0.5 - length(off), 0.0, 1.0) : 0.0;
  if (dot_ > 0.0) cover = max(cover, clamp(dot_ + 0.5 - length(at - piece.zw), 0.0, 1.0));
  float alpha = cover * tint.a * opacity;
  result = vec4(tint.rgb * alpha, alpha);
}`;

interface Attribute {
  data: ArrayBufferView<ArrayBuffer>;
  size: number;
  type: number;
  normalized: boolean;
}

/** Buffers of one layer; each is sent again only where its data is another. */
class Buffers {
  private readonly array: WebGLVertexArrayObject;
  private readonly buffers: WebGLBuffer[] = [];

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.array = gl.createVertexArray() as WebGLVertexArrayObject;
  }

  send(place: number, { data }: Attribute): void {
    const { gl } = this;
    this.buffers[place] ??= gl.createBuffer() as WebGLBuffer;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[place]);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
  }

  /** Point the attributes at the instances from `first` on, and draw. */
  draw(attributes: readonly Attribute[], first: number, count: number): void {
    const { gl } = this;
    gl.bindVertexArray(this.array);
    attributes.forEach(({ data, size, type, normalized }, place) => {
      const bytes = (data as Uint8Array).BYTES_PER_ELEMENT * size;
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[place] as WebGLBuffer);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, size, type, normalized, bytes, first * bytes);
      gl.vertexAttribDivisor(place, 1);
    });
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count);
    gl.bindVertexArray(null);
  }

  destroy(): void {
    for (const buffer of this.buffers) this.gl.deleteBuffer(buffer);
    this.gl.deleteVertexArray(this.array);
  }
}

/** What both programs need to place things. */
function locate(program: Program, mapping: Mapping, screen: Size): void {
  program.floats("screen", screen.width, screen.height).floats("scale", mapping.scale);
  program.floats("origin", -mapping.x(0) / mapping.scale, -mapping.y(0) / mapping.scale);
}

export class GlPoints {
  private readonly buffers: Buffers;
  private shown: PointLayer | null = null;
  private attributes: [Attribute, Attribute] | null = null;

  constructor(
    gl: WebGL2RenderingContext,
    private readonly program: Program,
  ) {
    this.buffers = new Buffers(gl);
    this.gl = gl;
  }

  private readonly gl: WebGL2RenderingContext;

  static program(gl: WebGL2RenderingContext): Program {
    return new Program(gl, POINT_VERTEX, POINT_FRAGMENT, ["place", "colour"]);
  }

  draw(layer: PointLayer, mapping: Mapping, screen: Size, ratio: number): void {
    const attributes = this.send(layer);
    const program = this.program.use();
    locate(program, mapping, screen);
    program.floats("radius", layer.radius * ratio).floats("more", CHOSEN_MORE * ratio);
    program.floats("casing", POINT_CASING * ratio).floats("ring", POINT_RING * ratio);
    program.floats("opacity", layer.opacity);
    this.buffers.draw(attributes, 0, layer.x.length);
  }

  destroy(): void {
    this.buffers.destroy();
  }

  private send(layer: PointLayer): [Attribute, Attribute] {
    const { gl, shown } = this;
    const old = this.attributes;
    const samePlaces = shown?.x === layer.x && shown.y === layer.y;
    const sameColours = shown?.objects === layer.objects && shown.colours === layer.colours;
    const float = { size: 2, type: gl.FLOAT, normalized: false };
    const bytes = { size: 4, type: gl.UNSIGNED_BYTE, normalized: true };
    const places =
      old && samePlaces ? old[0] : { ...float, data: placesOf(layer) as Float32Array<ArrayBuffer> };
    const kept = old && sameColours && shown.selected === layer.selected;
    const colours = kept ? old[1] : { ...bytes, data: coloursOf(layer) as Uint8Array<ArrayBuffer> };
    if (places !== old?.[0]) this.buffers.send(0, places);
    if (colours !== old?.[1]) this.buffers.send(1, colours);
    this.shown = layer;
    this.attributes = [places, colours];
    return this.attributes;
  }
}

export class GlTracks {
  private readonly buffers: Buffers;
  private shown: TrackLayer["x"] | null = null;
  private attributes: Attribute[] = [];

  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly program: Program,
  ) {
    this.buffers = new Buffers(gl);
  }

  static program(gl: WebGL2RenderingContext): Program {
    return new Program(gl, TRACK_VERTEX, TRACK_FRAGMENT, ["place", "colour", "end"]);
  }

  draw(layer: TrackLayer, mapping: Mapping, screen: Size, ratio: number): void {
    this.send(layer);
    const [from, to] = tailRange(piecesOf(layer), layer.now, layer.tail);
    if (to <= from) return;
    const program = this.program.use();
    locate(program, mapping, screen);
    program.floats("radius", TRACK_RADIUS * ratio).floats("head", HEAD_RADIUS * ratio);
    program.floats("now", layer.now).floats("tail", layer.tail).floats("opacity", layer.opacity);
    this.buffers.draw(this.attributes, from, to - from);
  }

  destroy(): void {
    this.buffers.destroy();
  }

  private send(layer: TrackLayer): void {
    if (this.shown === layer.x) return;
    const { gl } = this;
    const { places, colours, ends } = piecesOf(layer);
    const times = Float32Array.from(ends);
    this.attributes = [
      { data: places as Float32Array<ArrayBuffer>, size: 4, type: gl.FLOAT, normalized: false },
      { data: colours as Uint8Array<ArrayBuffer>, size: 3, type: gl.UNSIGNED_BYTE, normalized: true },
      { data: times, size: 1, type: gl.FLOAT, normalized: false },
    ];
    this.attributes.forEach((one, place) => {
      this.buffers.send(place, one);
    });
    this.shown = layer.x;
  }
}
