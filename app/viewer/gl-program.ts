/** A WebGL2 program with its uniforms by name; rectangles are drawn without any buffer. */

/** The four corners of a rectangle from the number of the vertex: (0, 0), (1, 0), (0, 1), (1, 1). */
export const CORNER = "vec2 corner() { return vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)); }";

function compile(gl: WebGL2RenderingContext, kind: number, source: string): WebGLShader {
  const shader = gl.createShader(kind) as WebGLShader;
  gl.shaderSource(shader, `#version 300 es\nprecision highp float;\nprecision highp int;\n${source}`);
  gl.compileShader(shader);
  return shader;
}

export class Program {
  private readonly program: WebGLProgram;
  private readonly places = new Map<string, WebGLUniformLocation | null>();

  constructor(
    private readonly gl: WebGL2RenderingContext,
    vertex: string,
    fragment: string,
    attributes: readonly string[] = [],
  ) {
    this.program = gl.createProgram() as WebGLProgram;
    const shaders = [compile(gl, gl.VERTEX_SHADER, vertex), compile(gl, gl.FRAGMENT_SHADER, fragment)];
    for (const shader of shaders) gl.attachShader(this.program, shader);
    attributes.forEach((name, index) => {
      gl.bindAttribLocation(this.program, index, name);
    });
    gl.linkProgram(this.program);
    for (const shader of shaders) gl.deleteShader(shader);
    if (gl.getProgramParameter(this.program, gl.LINK_STATUS) || gl.isContextLost()) return;
    const log = shaders.map((one) => gl.getShaderInfoLog(one)).join(" ");
    throw new Error(`A shader does not compile: ${log} ${gl.getProgramInfoLog(this.program)}`);
  }

  use(): this {
    this.gl.useProgram(this.program);
    return this;
  }

  at(name: string): WebGLUniformLocation | null {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    const found = this.gl.getUniformLocation(this.program, name);
    this.places.set(name, found);
    return found;
  }

  /** One to four numbers. */
  floats(name: string, ...values: number[]): this {
    const { gl } = this;
    const place = this.at(name);
    const [x = 0, y = 0, z = 0, w = 0] = values;
    if (values.length === 1) gl.uniform1f(place, x);
    else if (values.length === 2) gl.uniform2f(place, x, y);
    else if (values.length === 3) gl.uniform3f(place, x, y, z);
    else gl.uniform4f(place, x, y, z, w);
    return this;
  }

  int(name: string, value: number): this {
    this.gl.uniform1i(this.at(name), value);
    return this;
  }

  uint(name: string, value: number): this {
    this.gl.uniform1ui(this.at(name), value);
    return this;
  }

  /** Bind a texture to a unit and let a sampler read it. */
  texture(name: string, unit: number, texture: WebGLTexture): this {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    return this.int(name, unit);
  }

  rectangle(): void {
    this.gl.drawArrays(this.gl.TRIANGLE_STRIP, 0, 4);
  }
}
