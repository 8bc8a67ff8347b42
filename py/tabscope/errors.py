"""Every error a person can meet: its code, its sentence and its hint, in one place.

Raise from the lowest place that knows the reason, and keep the cause::

    raise TabscopeError("source.not-found", address=address) from error

The page, the command line and the documentation all read `CATALOGUE`; nobody writes a sentence twice.
Anything else that escapes is a defect and is shown as one (``defect.internal``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """What a person reads for one code; both texts may name details in braces."""

    sentence: str
    hint: str


CATALOGUE: dict[str, Entry] = {
    "source.not-found": Entry(
        "Nothing is at {address} (404).", "Check the ending; an OME-Zarr address ends at its folder."
    ),
    "source.file-missing": Entry("There is no file {name}.", "Check the name and the folder."),
    "source.cors": Entry(
        "{host} does not let web pages read this image.",
        "Download it and drop it here, or ask {host} to send the header Access-Control-Allow-Origin.",
    ),
    "source.unreachable": Entry("{host} did not answer.", "Check the address and your connection."),
    "source.forbidden": Entry(
        "{host} asks for a permission ({status}).", "The link may have run out; ask for a new one."
    ),
    "source.server-error": Entry(
        "{host} answered with error {status}.", "Try again later, or download the image and drop it here."
    ),
    "source.not-an-image": Entry(
        "{address} is a web page, not an image.", "Open the page, copy the address of the image itself, and try that."
    ),
    "source.address-invalid": Entry("“{address}” is not a web address.", "An address starts with https:// or http://."),
    "source.private-page": Entry("The private page opens no addresses.", "Drop the file, or use the normal page."),
    "source.insecure": Entry(
        "{host} is asked without encryption (http), which this page may not do.",
        "Try the address with https, or download the image and drop it here.",
    ),
    "source.empty": Entry("{name} is empty (0 bytes).", "Copy it again from the microscope."),
    "source.too-large": Entry(
        "The file at {address} is too large to fetch ({size}; the limit is {limit}).",
        "Download it and drop it here, or give an OME-Zarr, which is read piece by piece.",
    ),
    "format.unsupported": Entry(
        "tabscope does not read this kind of file yet: {name}.",
        "Convert it to OME-TIFF or OME-Zarr, then drop it here. {reason}",
    ),
    "format.corrupt": Entry("{name} is damaged: {reason}", "Copy it again from the microscope, or open another file."),
    "format.compression": Entry(
        "{name} uses a compression that tabscope cannot read here: {compression}.",
        "Save it again without compression, or with deflate or LZW.",
    ),
    "format.no-pixels": Entry("{name} holds no image.", "Choose an image inside it."),
    "format.metadata": Entry(
        "The description inside {name} does not fit its pixels: {reason}", "Ask the data's owner to write it again."
    ),
    "format.level-missing": Entry("Level {level} of {name} is missing; the others are used.", "Tell the data's owner."),
    "image.no-such-plane": Entry(
        "There is no {axis} {index} in this image; it has {size}.", "Choose a number from 0 to {last}."
    ),
    "image.no-such-channel": Entry(
        "There is no channel {channel}; the image has {available}.", "Choose one of its channels."
    ),
    "image.no-such-series": Entry(
        "There is no series {index}; the file has {size}.", "Choose a number from 0 to {last}."
    ),
    "image.which-signal": Entry(
        "This is a colour picture; the recipe needs one signal.", "Choose a channel, or add the step “RGB to gray”."
    ),
    "image.no-pixel-size": Entry(
        "{parameter} is given in {unit}, but the image has no pixel size.",
        "Set the pixel size, or give {parameter} in px.",
    ),
    "recipe.invalid": Entry("The recipe cannot be used: {reason}", "{advice}"),
    "recipe.unknown-operation": Entry("This recipe needs “{operation}”, which is not here.", "{advice}"),
    "recipe.version": Entry("The recipe is from a newer tabscope.", "Reload the page to get it, or update tabscope."),
    "recipe.parameter": Entry("Step “{step}”: {parameter} {reason}", "{advice}"),
    "recipe.input": Entry("Step “{step}” has no input called “{input}”.", "{advice}"),
    "recipe.kind": Entry(
        "Step “{step}” needs {expected} as {port}, but “{input}” is {actual}.", "Wire another step to it."
    ),
    "recipe.too-large": Entry("The recipe is too large ({size}).", "A recipe has at most 500 steps and 1 MB of text."),
    "script.line": Entry(
        "Line {line}: {reason}", "Change the recipe and its settings; the rest of the script stays as it is made."
    ),
    "corrections.other-labels": Entry(
        "The objects were made anew since you corrected them.",
        "Put the recipe back to how it was, or leave the corrections out.",
    ),
    "corrections.other-image": Entry(
        "These corrections were made on another image.", "Choose the file that was saved with this image."
    ),
    "corrections.invalid": Entry(
        "The file of corrections cannot be used: {reason}", "Save it again from the page where they were made."
    ),
    "operation.input": Entry("Step “{step}” cannot use its input: {reason}", "{advice}"),
    "forest.invalid": Entry(
        "The trained classifier cannot be used: {reason}",
        "Train it again, or copy the recipe again from where it came from.",
    ),
    "operation.grid": Entry(
        "Step “{step}”: its inputs do not lie on the same pixels ({inputs}).",
        "Crop, turn or resize them alike, or wire it to steps before that.",
    ),
    "operation.grids": Entry(
        "Step “{step}” gives other pixels in each plane, which do not fit together.",
        "Run on one plane, crop by a box, or do not show this step.",
    ),
    "operation.apart": Entry(
        "Drawn areas cannot limit pixels that have no place on the image.",
        "Remove the drawn areas, or measure before the step that leaves the image.",
    ),
    "training.examples": Entry(
        "Examples of at least two classes are needed.", "Paint a little of the background, too."
    ),
    "measure.diameter-unknown": Entry(
        "The typical size of the objects was not found.",
        "Type the diameter of one of them in the step “Find the typical size”.",
    ),
    "memory.too-large": Entry(
        "This needs about {needed}; there are about {available} free.",
        "Run on the visible region, at half size, or with the command line.",
    ),
    "run.cancelled": Entry("Stopped.", "Run again to finish; earlier results are still here."),
    "run.stalled": Entry("Python stopped answering and was restarted.", "Your image and results are still here."),
    "model.unsupported": Entry("This model cannot be used here: {reason}", "{advice}"),
    "model.invalid": Entry("The model package is not valid: {reason}", "Get it again from where it came from."),
    "model.failed": Entry("The model stopped: {reason}", "Try a smaller region, or another model."),
    "engine.start": Entry("Python did not start: {file} failed.", "Try again; viewing works without it."),
    "engine.layer": Entry(
        "A part of tabscope did not load: {file}.", "Check your connection, then run again. {reason}"
    ),
    "engine.module": Entry(
        "The Python module {module} is not installed.", "Install it with pip, or install tabscope again."
    ),
    "export.nothing": Entry("There is nothing to export yet.", "Run the recipe first."),
    "export.cannot-write": Entry(
        "{name} cannot be written: {reason}", "Choose a folder you may write to, with enough space."
    ),
    "export.unsupported": Entry("{kind} cannot be exported: {reason}", "{advice}"),
    "frame.consent": Entry(
        "The person has not agreed to share what comes from their own files.", "Ask them to click Allow in the frame."
    ),
    "usage": Entry("{reason}", "{advice}"),
    "defect.internal": Entry("This is our mistake: {reason}", "Nothing is lost. Copy the report and send it to us."),
}


class _Blank(dict[str, Any]):
    """Details that were not given read as an empty text, so a sentence never fails to print."""

    def __missing__(self, key: str) -> str:
        return ""


class TabscopeError(Exception):
    """An error with a stable code, a sentence, a hint and details.

    Parameters
    ----------
    code : str
        A key of `CATALOGUE`.
    problems : list of TabscopeError, optional
        Several faults found at once (all wrong parameters of a recipe); the first one speaks for them.
    **details
        What the sentence names; must be plain JSON values.
    """

    def __init__(self, code: str, problems: list[TabscopeError] | None = None, **details: Any) -> None:
        entry = CATALOGUE[code]
        self.code = code
        self.details = details
        self.problems = problems or []
        self.message = entry.sentence.format_map(_Blank(details))
        self.hint = entry.hint.format_map(_Blank(details)).strip()
        super().__init__(self.message)

    def as_dict(self) -> dict[str, Any]:
        """Return the error as plain data, as the page and ``--json`` receive it."""
        return {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "details": self.details,
            "problems": [problem.as_dict() for problem in self.problems],
        }
