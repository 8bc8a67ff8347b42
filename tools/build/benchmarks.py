"""`python build.py bench`: every script of benchmarks/, one after another."""

from __future__ import annotations

import subprocess

from tools.build import browsers, site, sizes, stages
from tools.build.environment import with_venv
from tools.build.paths import ROOT, venv_program
from tools.build.stages import BuildError

RUNNERS = {".py": (str(venv_program("python")),), ".mjs": ("node",)}


def run_all(only: list[str]) -> int:
    """Build, then run the scripts of benchmarks/ (those named in `only`); return the exit status."""
    stages.run(site.BUILD)
    sizes.report()
    scripts = [p for p in sorted((ROOT / "benchmarks").iterdir()) if p.suffix in RUNNERS]
    unknown = set(only) - {path.stem for path in scripts}
    if unknown:
        raise BuildError(f"no benchmark is called {', '.join(sorted(unknown))}")
    variables = with_venv() | {"TABSCOPE_CHROMIUM": str(browsers.chromium())}
    failed = False
    for path in scripts:
        if only and path.stem not in only:
            continue
        print(f"\n== {path.stem} ==", flush=True)
        result = subprocess.run([*RUNNERS[path.suffix], str(path)], cwd=ROOT, env=variables, check=False)
        failed = failed or result.returncode != 0
    return int(failed)
