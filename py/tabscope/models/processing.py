"""The pre- and post-processing steps of the bioimage.io specification, one dataclass each.

A step is a function of a tensor with named axes (``batch``, ``channel``, ``z``, ``y``, ``x``). Definitions follow the
specification 0.5 (its ``ZeroMeanUnitVarianceDescr`` and siblings); where it is silent, bioimageio.core: quantiles of
``scale_range`` are linear, those of ``clip`` are the inverted distribution, ``binarize`` is greater-than.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError


@dataclass(frozen=True)
class Tensor:
    """An array and the name of each of its axes."""

    values: NDArray[Any]
    axes: tuple[str, ...]

    def numbers(self, names: Sequence[str] | None) -> tuple[int, ...]:
        """Return the numbers of these axes (all of them for None); a name that is not there has no number."""
        return tuple(index for index, name in enumerate(self.axes) if names is None or name in names)

    def along(self, values: float | Sequence[float], axis: str | None) -> NDArray[np.float64]:
        """Return numbers shaped so that they meet the entries of an axis one by one."""
        numbers = np.asarray(values, dtype=np.float64)
        if numbers.size == 1:
            return numbers.reshape(())
        if axis not in self.axes or self.values.shape[self.axes.index(axis)] != numbers.size:
            raise TabscopeError("model.invalid", reason=f"{numbers.size} values do not fit its axis {axis}.")
        shape = [numbers.size if name == axis else 1 for name in self.axes]
        return numbers.reshape(shape)


class Step(Protocol):
    """One step; ``references`` holds the network's input tensors as they were given, by id."""

    def __call__(self, tensor: Tensor, references: Mapping[str, Tensor]) -> NDArray[Any]:
        """Return the new values, same shape."""
        ...


@dataclass(frozen=True)
class EnsureDtype:
    """Change the data type."""

    dtype: str

    def __call__(self, tensor: Tensor, references: Mapping[str, Tensor]) -> NDArray[Any]:
        """Return the values in the data type."""
        return tensor.values.astype(self.dtype)


@dataclass(frozen=True)
class Binarize:
    """1 where a value is above the threshold, else 0."""

    threshold: float | Sequence[float]
    axis: str | None = None

    def __call__(self, tensor: Tensor, references: Mapping[str, Tensor]) -> NDArray[Any]:
        """Return 0 and 1 as float32."""
        return (tensor.values > tensor.along(self.threshold, self.axis)).astype(np.float32)


@dataclass(frozen=True)
class Clip:
    """Limit values to a range, given as numbers or as percentiles."""

    min: float | None = None
    max: float | None = None
    min_percentile: float | None = None
    max_percentile: float | None = None
    axes: Sequence[str] | None = None

    def __call__(self, tensor: Tensor, references: Mapping[str, Tensor]) -> NDArray[Any]:
        """Return the limited values."""
        low = self.min if self.min_percentile is None else self._percentile(tensor, self.min_percentile)
        high = self.max if self.max_percentile is None else self._percentile(tensor, self.max_percentile)
        return np.clip(tensor.values, low, high)

    def _percentile(self, tensor: Tensor, percent: float) -> NDArray[Any]:
        return _percentile(tensor, percent, self.axes, "inverted_cdf")


@dataclass(frozen=True)
class ScaleLinear:
    """Multiply by ``gain``, add ``offset``."""

    gain: float | Sequence[float] = 1.0
    offset: float | Sequence[float] = 0.0
    axis: str | None = None

    def __call__(self, tensor: Tensor, references: Mapping[str, Tensor]) -> NDArray[Any]:
        """Return the scaled values as float32."""
        scaled = tensor.values * tensor.along(self.gain, self.axis) + tensor.along(self.offset, self.axis)
        return scaled.astype(np.float32)


@dataclass(frozen=True)
class Sigmoid:
    """``1 / (1 + exp(-value))``."""

    def __call__(self, tensor: Tensor, references: Mapping[str, Tensor]) -> NDArray[Any]:
        """Return values between 0 and 1."""
        # exp of a negative number only: no overflow, whatever the network says.
        small = np.exp(-np.abs(tensor.values))
        return np.where(tensor.values >= 0, 1, small) / (1 + small)


@dataclass(frozen=True)
class Softmax:
    """Turn the values along an axis into shares of 1."""

    axis: str = "channel"

    def __call__(self, tensor: Tensor, references: Mapping[str, Tensor]) -> NDArray[Any]:
        """Return values between 0 and 1 that add up to 1."""
        number = tensor.numbers([self.axis])
        if not number:
            raise TabscopeError("model.invalid", reason=f"softmax needs an axis {self.axis}.")
        raised = np.exp(tensor.values - tensor.values.max(axis=number, keepdims=True))
        return raised / raised.sum(axis=number, keepdims=True)


@dataclass(frozen=True)
class ZeroMeanUnitVariance:
    """Subtract the mean, divide by the standard deviation plus ``eps``, over ``axes`` together (None: all)."""

    axes: Sequence[str] | None = None
    eps: float = 1e-6

    def __call__(self, tensor: Tensor, references: Mapping[str, Tensor]) -> NDArray[Any]:
        """Return the normalised values as float32."""
        mean, deviation = _mean_and_deviation(tensor, self.axes)
        return ((tensor.values - mean) / (deviation + self.eps)).astype(np.float32)


@dataclass(frozen=True)
class FixedZeroMeanUnitVariance:
    """Subtract a given mean, divide by a given standard deviation."""

    mean: float | Sequence[float]
    std: float | Sequence[float]
    axis: str | None = None
    eps: float = 1e-6

    def __call__(self, tensor: Tensor, references: Mapping[str, Tensor]) -> NDArray[Any]:
        """Return the normalised values as float32."""
        mean, deviation = tensor.along(self.mean, self.axis), tensor.along(self.std, self.axis)
        return ((tensor.values - mean) / (deviation + self.eps)).astype(np.float32)


@dataclass(frozen=True)
class ScaleRange:
    """Bring two percentiles to 0 and 1; they may be those of an input tensor."""

    axes: Sequence[str] | None = None
    min_percentile: float = 0.0
    max_percentile: float = 100.0
    eps: float = 1e-6
    reference_tensor: str | None = None

    def __call__(self, tensor: Tensor, references: Mapping[str, Tensor]) -> NDArray[Any]:
        """Return the scaled values as float32."""
        told = tensor if self.reference_tensor is None else _reference(references, self.reference_tensor)
        low = _percentile(told, self.min_percentile, self.axes, "linear")
        high = _percentile(told, self.max_percentile, self.axes, "linear")
        return ((tensor.values - low) / (high - low + self.eps)).astype(np.float32)


@dataclass(frozen=True)
class ScaleMeanVariance:
    """Give the tensor the mean and standard deviation of an input tensor."""

    reference_tensor: str
    axes: Sequence[str] | None = None
    eps: float = 1e-6

    def __call__(self, tensor: Tensor, references: Mapping[str, Tensor]) -> NDArray[Any]:
        """Return the scaled values as float32."""
        mean, deviation = _mean_and_deviation(tensor, self.axes)
        wanted_mean, wanted = _mean_and_deviation(_reference(references, self.reference_tensor), self.axes)
        scaled = (tensor.values - mean) / (deviation + self.eps) * (wanted + self.eps) + wanted_mean
        return scaled.astype(np.float32)


STEPS: dict[str, Callable[..., Step]] = {
    "ensure_dtype": EnsureDtype,
    "binarize": Binarize,
    "clip": Clip,
    "scale_linear": ScaleLinear,
    "sigmoid": Sigmoid,
    "softmax": Softmax,
    "zero_mean_unit_variance": ZeroMeanUnitVariance,
    "fixed_zero_mean_unit_variance": FixedZeroMeanUnitVariance,
    "scale_range": ScaleRange,
    "scale_mean_variance": ScaleMeanVariance,
}
"""Every step that tabscope knows, by its id in the specification 0.5."""


def make_step(name: str, arguments: Mapping[str, Any]) -> Step:
    """Return a step from what a package writes.

    Raises
    ------
    TabscopeError
        ``model.unsupported`` for a step that is not here, ``model.invalid`` for arguments that do not fit it.
    """
    if name not in STEPS:
        raise TabscopeError("model.unsupported", reason=f"it needs the step “{name}”.", advice="Choose another model.")
    try:
        return STEPS[name](**arguments)
    except TypeError as error:
        raise TabscopeError("model.invalid", reason=f"step {name} cannot take {', '.join(arguments)}.") from error


def process(tensor: Tensor, steps: Sequence[Step], references: Mapping[str, Tensor] | None = None) -> Tensor:
    """Return the tensor after all steps, in order."""
    for step in steps:
        tensor = Tensor(step(tensor, references or {}), tensor.axes)
    return tensor


def _mean_and_deviation(tensor: Tensor, axes: Sequence[str] | None) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return mean and population standard deviation in float64: float32 sums drift on large planes."""
    numbers = tensor.numbers(axes)
    options: dict[str, Any] = {"axis": numbers, "keepdims": True, "dtype": np.float64}
    return tensor.values.mean(**options), tensor.values.std(**options)


def _percentile(
    tensor: Tensor, percent: float, axes: Sequence[str] | None, method: Literal["linear", "inverted_cdf"]
) -> NDArray[Any]:
    return np.percentile(tensor.values, percent, axis=tensor.numbers(axes), keepdims=True, method=method)


def _reference(references: Mapping[str, Tensor], name: str) -> Tensor:
    if name not in references:
        raise TabscopeError("model.invalid", reason=f"there is no input {name} to compare with.")
    return references[name]
