/** Expressions over a table's columns, like `area_um2 > 50 and circularity < 0.8`: read by a small parser, never run as code. */
import type { Column } from "./arrays";

type Value = number | string;
type Term = (row: number) => Value;

/** Why an expression was not understood, and where. */
export class Misread extends Error {
  constructor(
    readonly kind: "name" | "sign" | "end" | "number",
    readonly at: number,
    readonly found: string,
  ) {
    super(`${kind} at ${at}: ${found}`);
  }
}

interface Token {
  kind: "number" | "name" | "text" | "sign" | "end";
  text: string;
  at: number;
}

const PATTERN =
  /\s+|(?<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|"(?<text>[^"]*)"|(?<sign><=|>=|==|!=|&&|\|\||[<>=!()+\-*/])/giuy;

function tokens(source: string): Token[] {
  const found: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < source.length) {
    const at = PATTERN.lastIndex;
    const match = PATTERN.exec(source);
    if (!match) throw new Misread("sign", at, source[at] ?? "");
    for (const kind of ["number", "name", "text", "sign"] as const) {
      const text = match.groups?.[kind];
      if (text !== undefined) found.push({ kind, text, at });
    }
  }
  return [...found, { kind: "end", text: "", at: source.length }];
}

const WORDS_OF: Record<string, string> = { "&&": "and", "||": "or", "!": "not" };
const COMPARE: Record<string, (a: Value, b: Value) => boolean> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "=": (a, b) => a === b,
  "==": (a, b) => a === b,
  // What is missing is neither equal nor different.
  "!=": (a, b) => a !== b && !Number.isNaN(a) && !Number.isNaN(b),
};
const CALCULATE: Record<string, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

/** Which rows an expression holds for. Throws `Misread`. */
export function readExpression(source: string, columns: readonly Column[]): (row: number) => boolean {
  const parser = new Parser(tokens(source), new Map(columns.map((one) => [one.name.toLowerCase(), one])));
  const term = parser.whole();
  return (row) => truth(term(row));
}

function truth(value: Value): boolean {
  return typeof value === "string" ? value !== "" : value !== 0 && !Number.isNaN(value);
}

class Parser {
  private at = 0;

  constructor(
    private readonly tokens: Token[],
    private readonly columns: ReadonlyMap<string, Column>,
  ) {}

  whole(): Term {
    const term = this.either();
    if (this.token.kind !== "end") this.misread();
    return term;
  }

  private get token(): Token {
    return this.tokens[this.at] as Token;
  }

  private takes(...wanted: string[]): string | null {
    const { kind, text } = this.token;
    const word = WORDS_OF[text] ?? text.toLowerCase();
    if ((kind !== "sign" && kind !== "name") || !wanted.includes(word)) return null;
    this.at += 1;
    return word;
  }

  private misread(): never {
    const { kind, text, at } = this.token;
    throw new Misread(kind === "end" ? "end" : kind === "name" ? "name" : "sign", at, text);
  }

  private either(): Term {
    let left = this.both();
    while (this.takes("or")) {
      const [one, other] = [left, this.both()];
      left = (row) => Number(truth(one(row)) || truth(other(row)));
    }
    return left;
  }

  private both(): Term {
    let left = this.negated();
    while (this.takes("and")) {
      const [one, other] = [left, this.negated()];
      left = (row) => Number(truth(one(row)) && truth(other(row)));
    }
    return left;
  }

  private negated(): Term {
    if (!this.takes("not")) return this.comparison();
    const term = this.negated();
    return (row) => Number(!truth(term(row)));
  }

  /** `10 < area < 50` means both. */
  private comparison(): Term {
    const terms = [this.sum()];
    const compares: ((a: Value, b: Value) => boolean)[] = [];
    for (let sign = this.takes(...Object.keys(COMPARE)); sign; sign = this.takes(...Object.keys(COMPARE))) {
      compares.push(COMPARE[sign] as (a: Value, b: Value) => boolean);
      terms.push(this.sum());
    }
    const [first] = terms as [Term];
    const [compare, another] = compares;
    if (!compare) return first;
    const second = terms[1] as Term;
    if (!another) return (row) => Number(compare(first(row), second(row)));
    return (row) => {
      const values = terms.map((one) => one(row));
      return Number(compares.every((fits, i) => fits(values[i] as Value, values[i + 1] as Value)));
    };
  }

  private sum(): Term {
    return this.chain(["+", "-"], () => this.product());
  }

  private product(): Term {
    return this.chain(["*", "/"], () => this.signed());
  }

  private chain(signs: string[], next: () => Term): Term {
    let left = next();
    for (let sign = this.takes(...signs); sign; sign = this.takes(...signs)) {
      const calculate = CALCULATE[sign] as (a: number, b: number) => number;
      const [one, other] = [left, next()];
      left = (row) => calculate(Number(one(row)), Number(other(row)));
    }
    return left;
  }

  private signed(): Term {
    if (!this.takes("-")) return this.single();
    const term = this.signed();
    return (row) => -Number(term(row));
  }

  private single(): Term {
    if (this.takes("(")) {
      const term = this.either();
      if (!this.takes(")")) this.misread();
      return term;
    }
    const { kind, text } = this.token;
    if (kind === "number") return this.constant(Number(text));
    if (kind === "text") return this.constant(text);
    if (kind !== "name") this.misread();
    const column = this.columns.get(text.toLowerCase());
    if (column) {
      this.at += 1;
      const { texts, numbers } = column;
      return texts ? (row) => texts[row] ?? "" : (row) => numbers?.[row] ?? Number.NaN;
    }
    if (/^(yes|true)$/i.test(text)) return this.constant(1);
    if (/^(no|false)$/i.test(text)) return this.constant(0);
    return this.misread();
  }

  private constant(value: Value): Term {
    this.at += 1;
    return () => value;
  }
}
