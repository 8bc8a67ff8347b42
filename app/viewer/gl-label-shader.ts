/** The shader of label layers: outlines at screen resolution from the corners of a tile, or fills. */
import { TABLE_BITS } from "./gl-object-table";
import { CORNER } from "./gl-program";
import { CASING_ALPHA, HATCH, INSIDE_ALPHA, STRONG_ALPHA } from "./label-tiles";

/** A rectangle in device pixels, y down. */
export const RECTANGLE = `${CORNER}
uniform vec4 box;
uniform vec2 screen;
void main() {
  vec2 at = mix(box.xy, box.zw, corner()) / screen;
  gl_Position = vec4(at.x * 2.0 - 1.0, 1.0 - at.y * 2.0, 0.0, 1.0);
}`;

export const LABELS = `
precision highp usampler2D;
uniform usampler2D labels, flags;
uniform sampler2D colours;
/** Device pixels: where the tile's first label lies, the size of a label, the size of the screen. */
uniform vec2 origin, scale, screen;
/** Half widths of line, hovered and chosen lines, and how much wider their casing is; device pixels. */
uniform vec4 radii;
uniform bool square, filled, neutral, choosing;
uniform uint hovered;
uniform float opacity;
uniform vec3 selection;
out vec4 result;

uint idOf(uint texel) { return texel & 0xffffffu; }
uint idAt(ivec2 place) { return idOf(texelFetch(labels, place, 0).r); }
ivec2 entry(uint id) { return ivec2(int(id & ${2 ** TABLE_BITS - 1}u), int(id >> ${TABLE_BITS})); }
bool isChosen(uint id) { return texelFetch(flags, entry(id), 0).r != 0u; }

float toPiece(vec2 at, vec2 from, vec2 to) {
  vec2 along = to - from;
  vec2 off = at - from;
  off -= along * clamp(dot(off, along) / max(dot(along, along), 1e-9), 0.0, 1.0);
  return dot(off, off);
}

/** Squared distance to the borders that meet in a corner; two at an angle are cut across (see outline.ts). */
float toBorders(vec2 at, uint borders) {
  vec2 reach = scale * 0.5;
  bvec4 has = bvec4((borders & 1u) != 0u, (borders & 2u) != 0u, (borders & 4u) != 0u, (borders & 8u) != 0u);
  int count = int(has.x) + int(has.y) + int(has.z) + int(has.w);
  vec2 ends[4] = vec2[4](vec2(0.0, -reach.y), vec2(0.0, reach.y), vec2(-reach.x, 0.0), vec2(reach.x, 0.0));
  if (count == 2 && !square) {
    vec2 first = has.x ? ends[0] : has.y ? ends[1] : ends[2];
    vec2 last = has.w ? ends[3] : has.z ? ends[2] : ends[1];
    return toPiece(at, first, last);
  }
  float nearest = 1e9;
  if (has.x) nearest = min(nearest, toPiece(at, ends[0], vec2(0.0)));
  if (has.y) nearest = min(nearest, toPiece(at, ends[1], vec2(0.0)));
  if (has.z) nearest = min(nearest, toPiece(at, ends[2], vec2(0.0)));
  if (has.w) nearest = min(nearest, toPiece(at, ends[3], vec2(0.0)));
  return nearest;
}

/** The borders of a corner between objects of which one belongs. */
uint bordersOf(uint borders, bool a, bool b, bool c, bool d) {
  return borders & ((a || b ? 1u : 0u) | (c || d ? 2u : 0u) | (a || c ? 4u : 0u) | (b || d ? 8u : 0u));
}

float cover(float squared, float radius) { return clamp(radius + 0.5 - sqrt(squared), 0.0, 1.0); }
vec4 over(vec4 under, vec3 colour, float alpha) { return vec4(colour * alpha, alpha) + under * (1.0 - alpha); }

vec4 outlined(vec2 at) {
  float widest = (choosing || hovered > 0u ? max(radii.x, max(radii.y, radii.z)) : radii.x) + radii.w + 0.5;
  vec2 reach = widest / scale + 0.5;
  ivec2 from = ivec2(ceil(at - reach)), to = ivec2(floor(at + reach));
  float line = 1e9, hover = 1e9, chosen = 1e9;
  uint owner = 0u;
  for (int y = from.y; y <= to.y; y += 1) {
    for (int x = from.x; x <= to.x; x += 1) {
      ivec2 place = ivec2(x, y);
      uint texel = texelFetch(labels, place, 0).r;
      uint borders = (texel >> 24) & 15u;
      if (borders == 0u) continue;
      vec2 off = (at - vec2(place)) * scale;
      float far = toBorders(off, borders);
      uint d = idOf(texel), c = idAt(place - ivec2(1, 0)), b = idAt(place - ivec2(0, 1)), a = idAt(place - 1);
      if (far < line) {
        line = far;
        owner = d != 0u ? d : c != 0u ? c : b != 0u ? b : a;
      }
      if (hovered > 0u) {
        uint own = bordersOf(borders, a == hovered, b == hovered, c == hovered, d == hovered);
        if (own > 0u) hover = min(hover, toBorders(off, own));
      }
      if (choosing) {
        uint own = bordersOf(borders, isChosen(a), isChosen(b), isChosen(c), isChosen(d));
        if (own > 0u) chosen = min(chosen, toBorders(off, own));
      }
    }
  }
  float casing = max(cover(line, radii.x + radii.w), max(cover(hover, radii.y + radii.w), cover(chosen, radii.z + radii.w)));
  vec3 colour = neutral ? vec3(1.0) : texelFetch(colours, entry(owner), 0).rgb;
  vec4 drawn = vec4(0.0, 0.0, 0.0, casing * ${CASING_ALPHA});
  drawn = over(drawn, colour, cover(line, radii.x));
  drawn = over(drawn, vec3(1.0), cover(hover, radii.y));
  return over(drawn, selection, cover(chosen, radii.z));
}

/** Inside pale, the border full, so that neighbours of one colour stay apart; hatched where nothing was measured. */
vec4 filledWith(ivec2 place, uint id) {
  bool edge = idAt(place + ivec2(1, 0)) != id || idAt(place - ivec2(1, 0)) != id
    || idAt(place + ivec2(0, 1)) != id || idAt(place - ivec2(0, 1)) != id;
  vec4 known = texelFetch(colours, entry(id), 0);
  bool own = choosing && isChosen(id);
  bool empty = known.a < 0.5 && !own && ((place.x + place.y) / ${HATCH}) % 2 == 1;
  float alpha = edge ? 1.0 : empty ? 0.0 : own || id == hovered ? ${STRONG_ALPHA} : ${INSIDE_ALPHA};
  return vec4((own ? selection : known.rgb) * alpha, alpha);
}

/** The selection's line over a fill, so that it does not differ by its colour alone. */
vec4 withChosen(vec4 drawn, vec2 at) {
  vec2 reach = (radii.z + radii.w + 0.5) / scale + 0.5;
  ivec2 from = ivec2(ceil(at - reach)), to = ivec2(floor(at + reach));
  float chosen = 1e9;
  for (int y = from.y; y <= to.y; y += 1) {
    for (int x = from.x; x <= to.x; x += 1) {
      ivec2 place = ivec2(x, y);
      uint texel = texelFetch(labels, place, 0).r;
      uint borders = (texel >> 24) & 15u;
      if (borders == 0u) continue;
      bool a = isChosen(idAt(place - 1)), b = isChosen(idAt(place - ivec2(0, 1)));
      bool c = isChosen(idAt(place - ivec2(1, 0))), d = isChosen(idOf(texel));
      uint own = bordersOf(borders, a, b, c, d);
      if (own > 0u) chosen = min(chosen, toBorders((at - vec2(place)) * scale, own));
    }
  }
  drawn = over(drawn, vec3(0.0), cover(chosen, radii.z + radii.w) * ${CASING_ALPHA});
  return over(drawn, selection, cover(chosen, radii.z));
}

void main() {
  vec2 at = (vec2(gl_FragCoord.x, screen.y - gl_FragCoord.y) - origin) / scale;
  ivec2 place = ivec2(floor(at));
  uint texel = texelFetch(labels, place, 0).r;
  bool near = (texel >> 28) != 0u;
  uint id = idOf(texel);
  if (filled ? id == 0u && !(near && choosing) : !near) discard;
  vec4 drawn = !filled ? outlined(at) : id == 0u ? vec4(0.0) : filledWith(place, id);
  result = opacity * (filled && near && choosing ? withChosen(drawn, at) : drawn);
}`;
