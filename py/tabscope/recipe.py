"""The recipe: a JSON document of operations with parameters, wired by name (design.md, section 5).

Parsing finds every fault at once; unknown fields are kept; a recipe holds no code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast, get_args

from tabscope.errors import TabscopeError
from tabscope.json_text import read_json
from tabscope.operations import find
from tabscope.operations.registry import PIXELS, TABLES, Input, Kind, Operation
from tabscope.recipe_parts import Axis, Derived, Recipe, RecipeInput, Step, derived, with_default

FORMAT = 1
MAX_BYTES = 1_000_000
MAX_STEPS = 500
KINDS: tuple[str, ...] = get_args(Kind)

__all__ = ["Axis", "Derived", "Recipe", "RecipeInput", "Step", "derived", "parse", "passed_on"]


def parse(source: str | bytes | Mapping[str, Any]) -> Recipe:
    """Read and check a recipe.

    Parameters
    ----------
    source : str, bytes or dict
        The JSON text, or the document.

    Raises
    ------
    TabscopeError
        ``recipe.invalid`` with every fault in ``problems``; ``recipe.version``, ``recipe.too-large``.
    """
    document = _document(source)
    problems: list[TabscopeError] = []
    inputs = _inputs(document, problems)
    steps = _steps(document, inputs, problems)
    known = {step.id for step in steps}
    shown = cast("list[Any]", document.get("show", [step.id for step in steps]))
    if not isinstance(shown, list):  # pyright: ignore[reportUnnecessaryIsInstance] - the document is untrusted
        problems.append(_invalid("“show” must be a list of steps.", "Name the steps whose results are wanted."))
        shown = []
    problems += [
        _invalid(f"“show” names “{name}”, which is no step.", _near(name, known))
        for name in map(str, shown)
        if name not in known
    ]
    if problems:
        raise TabscopeError("recipe.invalid", problems, reason=problems[0].message, advice=problems[0].hint)
    return Recipe(str(document.get("title", "")), inputs, tuple(steps), tuple(map(str, shown)), document)


def _document(source: str | bytes | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(source, (str, bytes)):
        if len(source) > MAX_BYTES:
            raise TabscopeError("recipe.too-large", size=f"{len(source):,} bytes")
        try:
            source = read_json(source)
        except ValueError as error:
            raise _invalid(f"it is not JSON ({error}).", "Copy the whole recipe again.") from error
    if not isinstance(source, Mapping):
        raise _invalid("it is not a JSON object.", "A recipe begins with { and names its steps.")
    document: dict[str, Any] = dict(source)
    version = document.get("tabscope")
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT:
        raise TabscopeError("recipe.version")
    if version != FORMAT or isinstance(version, bool):
        raise _invalid("it does not say “tabscope”: 1.", "This may be another kind of file.")
    if not isinstance(document.get("steps"), list) or not document["steps"]:
        raise _invalid("it has no steps.", "Add a step.")
    if len(document["steps"]) > MAX_STEPS:
        raise TabscopeError("recipe.too-large", size=f"{len(document['steps'])} steps")
    return document


def _invalid(reason: str, advice: str) -> TabscopeError:
    return TabscopeError("recipe.invalid", reason=reason, advice=advice)


def _near(name: str, known: set[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"Did you mean “{near[0]}”?" if near else f"There is {', '.join(sorted(known)) or 'none yet'}."


def _inputs(document: Mapping[str, Any], problems: list[TabscopeError]) -> dict[str, RecipeInput]:
    written = document.get("inputs", {})
    found: dict[str, RecipeInput] = {}
    if not isinstance(written, dict):
        problems.append(_invalid("“inputs” must be an object.", "Give each input a name and a kind."))
        return found
    for name, one in cast("dict[str, Any]", written).items():
        if not isinstance(one, dict) or str(one.get("kind", "intensity")) not in KINDS:  # pyright: ignore[reportUnknownMemberType]
            problems.append(_invalid(f"input “{name}” has no known kind.", f"A kind is one of {', '.join(KINDS)}."))
            continue
        fields = cast("dict[str, Any]", one)
        z, t = _axis(fields.get("z", "max")), _axis(fields.get("t", "each"))
        if z is None or t is None or t in ("max", "volume"):
            problems.append(
                _invalid(
                    f"input “{name}” treats z or t in an unknown way.",
                    "z: each, max, volume or an index; t: each or an index.",
                )
            )
            continue
        extra = {key: value for key, value in fields.items() if key not in ("kind", "channel", "z", "t")}
        found[name] = RecipeInput(fields.get("kind", "intensity"), fields.get("channel", "auto"), z, t, extra)
    return found


def _axis(written: Any) -> Axis | None:
    if isinstance(written, dict):
        written = cast("dict[str, Any]", written).get("index")
    if isinstance(written, int) and not isinstance(written, bool) and written >= 0:
        return written
    return next((word for word in ("each", "max", "volume") if written == word), None)


def _steps(document: Mapping[str, Any], inputs: Mapping[str, RecipeInput], problems: list[TabscopeError]) -> list[Step]:
    kinds: dict[str, str] = {name: "images" if one.channel == "all" else one.kind for name, one in inputs.items()}
    steps: list[Step] = []
    for number, written in enumerate(document["steps"], start=1):
        told = len(problems)
        step = _read_step(written, number, kinds, steps, problems)
        for one in problems[told:]:
            one.details["place"] = number
        if step is not None:
            steps.append(step)
    return steps


def _read_step(
    written: Any, number: int, kinds: dict[str, str], before: list[Step], problems: list[TabscopeError]
) -> Step | None:
    """Read the step of this number, from 1, and note what kind of data its name stands for; None where it is none."""
    fields = cast("dict[str, Any]", written) if isinstance(written, dict) else {}
    name = fields.get("id")
    if not isinstance(name, str) or not isinstance(fields.get("op"), str):
        problems.append(_invalid(f"step {number} needs an “id” and an “op”.", "Give it both as texts."))
        return None
    if name in kinds:
        problems.append(_invalid(f"two things are called “{name}”.", "Give each step a name of its own."))
    try:
        found = find(fields["op"])
    except TabscopeError as error:
        error.details["step"] = name
        problems.append(error)
        kinds[name] = "unknown"
        return None
    step = _step(name, found, fields, kinds, {one.id for one in before}, problems)
    problems += _order_problems(step, before)
    # A step that is switched off hands its first input of the same kind on.
    kinds[name] = step.output if not step.off or _passes(step, kinds) else "nothing"
    return step


def _step(
    name: str,
    op: Operation,
    fields: dict[str, Any],
    kinds: Mapping[str, str],
    before: set[str],
    problems: list[TabscopeError],
) -> Step:
    wires = cast("dict[str, Any]", fields.get("in", {}))
    params = cast("dict[str, Any]", fields.get("params", {}))
    if not isinstance(wires, dict) or not isinstance(params, dict):  # pyright: ignore[reportUnnecessaryIsInstance] - untrusted
        problems.append(
            _invalid(f"step “{name}” must give “in” and “params” as objects.", "Write {} where there are none.")
        )
        wires, params = {}, {}
    wired = {
        port: tuple(map(str, cast("list[Any]", to) if isinstance(to, list) else [to])) for port, to in wires.items()
    }
    off = fields.get("off") is True
    if not off:
        problems += _wiring_problems(name, op, wired, kinds)
        problems += _parameter_problems(name, op, params, before)
    extra = {key: value for key, value in fields.items() if key not in ("id", "op", "in", "params", "off")}
    title = str(fields.get("title", "")) or op.title
    return Step(name, op, wired, params, off, title, extra, _output(op, wired, kinds))


def _output(op: Operation, wired: Mapping[str, tuple[str, ...]], kinds: Mapping[str, str]) -> Kind:
    """Return the kind of what a step gives; of pixels, that of its first input."""
    if op.output != "pixels":
        return op.output
    first = next((kinds.get(names[0]) for port in op.inputs if (names := wired.get(port.name))), None)
    return first if first in PIXELS else "intensity"


def _passes(step: Step, kinds: Mapping[str, str]) -> bool:
    return passed_on(step) is not None and kinds.get(passed_on(step) or "") == step.output


def passed_on(step: Step) -> str | None:
    """Return the name of the data that a switched-off step hands on: its first input of the kind it would give."""
    for port in step.operation.inputs:
        if port.kind == step.operation.output and step.inputs.get(port.name):
            return step.inputs[port.name][0]
    return None


def _wiring_problems(
    name: str, op: Operation, wired: Mapping[str, tuple[str, ...]], kinds: Mapping[str, str]
) -> list[TabscopeError]:
    problems: list[TabscopeError] = []
    ports = {port.name: port for port in op.inputs}
    problems += [
        TabscopeError("recipe.input", step=name, input=port.name, advice=f"Wire its “{port.name}” to an earlier step.")
        for port in op.inputs
        if port.name not in wired and not port.optional
    ]
    for port_name, sources in wired.items():
        if port_name not in ports:
            problems.append(
                TabscopeError("recipe.input", step=name, input=port_name, advice=_near(port_name, set(ports)))
            )
            continue
        port = ports[port_name]
        if len(sources) != 1 and not port.many:
            problems.append(TabscopeError("recipe.input", step=name, input=port_name, advice="It takes one image."))
        for source in sources:
            actual = kinds.get(source)
            if actual is None:
                problems.append(
                    TabscopeError("recipe.input", step=name, input=source, advice=_near(source, set(kinds)))
                )
            elif not _fits(port, actual):
                problems.append(
                    TabscopeError(
                        "recipe.kind", step=name, port=port_name, input=source, expected=port.kind, actual=actual
                    )
                )
    return problems


def _order_problems(step: Step, before: list[Step]) -> list[TabscopeError]:
    """Find wires from what is known after all times only to a step that runs on each plane."""
    if step.off or step.operation.over_time:
        return []
    late = {one.id for one in before if one.operation.over_time}
    advice = "It is known after all times only: wire it to steps that follow objects over time."
    return [
        TabscopeError("recipe.input", step=step.id, input=source, advice=advice)
        for wired in step.inputs.values()
        for source in wired
        if source in late
    ]


def _fits(port: Input, actual: str) -> bool:
    """Return whether data may go into a port: labels are also a mask, points are a table, all channels are many."""
    if actual == "images":
        return port.many
    if port.kind == "table" and actual in TABLES:
        return True
    if port.kind == "pixels" and actual in PIXELS:
        return True
    return actual in (port.kind, "unknown") or (port.kind == "mask" and actual == "labels")


def _parameter_problems(name: str, op: Operation, params: Mapping[str, Any], before: set[str]) -> list[TabscopeError]:
    problems: list[TabscopeError] = []
    for key, value in params.items():
        parameter = op.parameter(key)
        if parameter is None:
            names = {one.name for one in op.parameters}
            problems.append(
                TabscopeError(
                    "recipe.parameter", step=name, parameter=key, reason="is not known.", advice=_near(key, names)
                )
            )
            continue
        try:
            rule = derived(value)
            reason = parameter.problem(value) if rule is None else None
            if rule is not None and rule.step not in before:
                reason = f"follows “{rule.step}”, which is no earlier step"
        except ValueError as error:
            reason = str(error)
        if reason is not None:
            default = with_default({}, parameter)
            problems.append(
                TabscopeError(
                    "recipe.parameter",
                    step=name,
                    parameter=key,
                    reason=f"{reason}.",
                    advice=f"Its default is {json.dumps(default)}.",
                )
            )
    return problems
