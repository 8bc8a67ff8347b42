/** Maximum-intensity projection of a stack in any direction, on the GPU; channels add up. */
import { CORNER, Program } from "./gl-program";
import type { Pixels } from "./source";
import type { Spacing, Stack } from "./stack";
import type { ChannelView } from "./types";

/** How it is looked at: turns in radians, and the width of the view over that of the box. */
export interface Turn {
  yaw: number;
  pitch: number;
  zoom: number;
}

const VERTEX = `${CORNER}
out vec2 at;
void main() { at = corner() * 2.0 - 1.0; gl_Position = vec4(at, 0.0, 1.0); }`;

/** A ray for each pixel, parallel to the others; the brightest value on its way through the box counts. */
const FRAGMENT = `
precision highp sampler3D;
in vec2 at;
uniform sampler3D values;
uniform sampler2D map;
uniform mat3 turn;
uniform vec3 half_;
uniform vec2 view;
uniform vec4 limits;
uniform vec3 colour;
uniform bool mapped;
uniform int steps;
out vec4 result;
void main() {
  vec3 from = turn * vec3(at * view, -2.0), along = turn * vec3(0.0, 0.0, 1.0);
  along += vec3(equal(along, vec3(0.0))) * 1e-6;
  vec3 near = (-half_ - from) / along, far = (half_ - from) / along;
  vec3 first = min(near, far), last = max(near, far);
  float enter = max(first.x, max(first.y, first.z)), leave = min(last.x, min(last.y, last.z));
  if (leave <= enter) discard;
  float most = 0.0;
  float stride = (leave - enter) / float(steps);
  for (int step_ = 0; step_ < steps; step_ += 1) {
    vec3 place = (from + along * (enter + (float(step_) + 0.5) * stride)) / half_ * 0.5 + 0.5;
    most = max(most, texture(values, place).r);
  }
  float level = limits.y > 0.0 ? clamp((most - limits.x) * limits.y, 0.0, 1.0) : step(limits.x, most);
  level = pow(level, limits.z);
  level = limits.w > 0.5 ? 1.0 - level : level;
  vec3 tint = mapped ? texelFetch(map, ivec2(int(level * 255.0 + 0.5), 0), 0).rgb : colour * level;
  result = vec4(tint, 1.0);
}`;

interface Volume {
  texture: WebGLTexture;
  /** A stored value is (value - least) / span. */
  least: number;
  span: number;
}

export class GlVolume {
  private readonly program: Program;
  private readonly map: WebGLTexture;
  private volumes = new Map<number, Volume>();
  private half: [number, number, number] = [1, 1, 1];

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.program = new Program(gl, VERTEX, FRAGMENT);
    this.map = gl.createTexture() as WebGLTexture;
  }

  /** Send a stack; its box has the proportions of the spacing, and fits into a ball around the middle. */
  setStack(stack: Stack, spacing: Spacing): void {
    for (const { texture } of this.volumes.values()) this.gl.deleteTexture(texture);
    this.volumes = new Map([...stack.channels].map(([c, values]) => [c, this.send(stack, values)]));
    const [stepZ, stepY, stepX] = stack.step;
    const sides = [
      stack.width * stepX * spacing.x,
      stack.height * stepY * spacing.y,
      stack.depth * stepZ * spacing.z,
    ] as const;
    const diagonal = Math.hypot(...sides);
    this.half = [sides[0] / diagonal, sides[1] / diagonal, sides[2] / diagonal];
  }

  /** Draw the visible channels; more steps cost more and show thinner things. */
  draw(views: readonly ChannelView[], turn: Turn, steps: number): void {
    const { gl } = this;
    const { width, height } = gl.canvas;
    gl.viewport(0, 0, width, height);
    gl.clearColor(8 / 255, 9 / 255, 11 / 255, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE);
    const program = this.program.use();
    gl.uniformMatrix3fv(program.at("turn"), false, rotation(turn));
    const shorter = Math.min(width, height);
    program.floats("half_", ...this.half).int("steps", steps);
    program.floats("view", width / shorter / turn.zoom, -height / shorter / turn.zoom);
    views.forEach((view, channel) => {
      const volume = this.volumes.get(channel);
      if (volume && view.visible) this.drawChannel(volume, view);
    });
  }

  private drawChannel({ texture, least, span }: Volume, view: ChannelView): void {
    const { gl, program } = this;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_3D, texture);
    const range = view.high - view.low;
    const low = ((range > 0 ? view.low : view.high) - least) / span;
    program.int("values", 0);
    program.floats("limits", low, range > 0 ? span / range : 0, view.gamma, view.invert ? 1 : 0);
    program.floats("colour", ...view.color.map((one) => one / 255));
    program.int("mapped", view.map ? 1 : 0).texture("map", 1, this.map);
    if (view.map) {
      const bytes = Uint8Array.from(view.map.flatMap((colour) => [...colour, 255]));
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, view.map.length, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    }
    program.rectangle();
  }

  /** Half floats between 0 and 1: they can be smoothed on every machine. */
  private send({ width, height, depth }: Stack, values: Pixels): Volume {
    const { gl } = this;
    const [least, most] = rangeOf(values);
    const span = most > least ? most - least : 1;
    const scaled = Float32Array.from(values, (value) =>
      Number.isFinite(value) ? (value - least) / span : 0,
    );
    const texture = gl.createTexture() as WebGLTexture;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_3D, texture);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.texStorage3D(gl.TEXTURE_3D, 1, gl.R16F, width, height, depth);
    for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T, gl.TEXTURE_WRAP_R])
      gl.texParameteri(gl.TEXTURE_3D, name, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_3D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_3D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texSubImage3D(gl.TEXTURE_3D, 0, 0, 0, 0, width, height, depth, gl.RED, gl.FLOAT, scaled);
    return { texture, least, span };
  }
}

function rangeOf(values: Pixels): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most >= least ? [least, most] : [0, 1];
}

/** Columns of the turn about the upright axis and then about the level one. */
function rotation({ yaw, pitch }: Turn): Float32Array {
  const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), -Math.sin(pitch)];
  return Float32Array.of(cy, 0, -sy, sy * sp, cp, cy * sp, sy * cp, -sp, cy * cp);
}
