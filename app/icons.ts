/** The icons of the page: lucide, inlined at build, 16 px, stroke 1.75. */
import { html, type TemplateResult } from "lit-html";
import { unsafeSVG } from "lit-html/directives/unsafe-svg.js";
import {
  Check,
  ChevronDown,
  ChevronRight,
  CircleAlert,
  Copy,
  Download,
  Ellipsis,
  ExternalLink,
  Eye,
  EyeOff,
  FolderOpen,
  Layers,
  Link,
  Lock,
  Maximize,
  Minus,
  Pencil,
  Play,
  Plus,
  Redo2,
  RefreshCw,
  RotateCcw,
  Search,
  Share2,
  ShieldCheck,
  SlidersHorizontal,
  Square,
  SunMoon,
  Table2,
  Undo2,
  Upload,
  WandSparkles,
  X,
} from "lucide-static";

const ICONS = {
  check: Check,
  "chevron-down": ChevronDown,
  "chevron-right": ChevronRight,
  "circle-alert": CircleAlert,
  copy: Copy,
  download: Download,
  ellipsis: Ellipsis,
  "external-link": ExternalLink,
  eye: Eye,
  "eye-off": EyeOff,
  "folder-open": FolderOpen,
  layers: Layers,
  link: Link,
  lock: Lock,
  maximize: Maximize,
  minus: Minus,
  pencil: Pencil,
  play: Play,
  plus: Plus,
  "refresh-cw": RefreshCw,
  redo: Redo2,
  "rotate-ccw": RotateCcw,
  search: Search,
  "share-2": Share2,
  "shield-check": ShieldCheck,
  sliders: SlidersHorizontal,
  square: Square,
  "sun-moon": SunMoon,
  table: Table2,
  undo: Undo2,
  upload: Upload,
  wand: WandSparkles,
  x: X,
};

export type IconName = keyof typeof ICONS;

/** Only the drawing of each icon; the texts are the package's own, never a person's. */
const DRAWINGS = Object.fromEntries(
  Object.entries(ICONS).map(([name, text]) => [
    name,
    text.slice(text.indexOf(">") + 1, text.lastIndexOf("</svg>")),
  ]),
) as Record<IconName, string>;

export function icon(name: IconName, size = 16): TemplateResult {
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    ${unsafeSVG(DRAWINGS[name])}
  </svg>`;
}
