"""What every host promises, tried on the host of the place where the tests run."""

import asyncio
import importlib

import pytest

from tabscope.errors import TabscopeError


@pytest.mark.parametrize(
    "path",
    ["../pyproject.toml", "models/../../etc/hostname", "/etc/hostname", "models//x", "", "./models", "c:/x", "a\\b"],
)
def test_nothing_outside_the_shipped_files_is_given(host, run_async, path):
    with pytest.raises(TabscopeError) as caught:
        run_async(host.asset(path))
    assert caught.value.code == "source.not-found"


def test_a_shipped_file_that_does_not_exist_is_said(host, run_async):
    with pytest.raises(TabscopeError) as caught:
        run_async(host.asset("models/no_such_model/rdf.yaml"))
    assert caught.value.code == "source.not-found"


def test_what_is_no_web_address_is_refused(host, run_async):
    with pytest.raises(TabscopeError) as caught:
        run_async(host.fetch("file:///etc/hostname"))
    assert caught.value.code == "source.address-invalid"


def test_modules_that_are_here_are_no_question(host, run_async):
    assert run_async(host.require(["numpy", "json"])) is None
    assert importlib.import_module("numpy").array([1, 2]).sum() == 3


def test_a_module_that_nobody_has_is_named(host, run_async):
    with pytest.raises(TabscopeError) as caught:
        run_async(host.require(["no_such_package"]))
    assert caught.value.code == "engine.module"


def test_breathing_lets_another_task_run(host, run_async):
    async def both():
        seen = []

        async def other():
            seen.append("other")

        task = asyncio.ensure_future(other())
        await host.breathe()
        await task
        return seen

    assert run_async(both()) == ["other"]


def test_memory_in_use_is_within_the_limit(host):
    memory = host.memory()
    assert 10_000_000 < memory.used < memory.limit


def test_provenance_learns_python_and_numpy(host):
    import platform

    import numpy

    told = host.platform()
    assert told["host"] == host.name
    assert told["python"] == platform.python_version()
    assert told["numpy"] == numpy.__version__


def test_bytes_that_are_no_network_are_refused(host, run_async):
    with pytest.raises(TabscopeError) as caught:
        run_async(host.model_session(b"this is no network"))
    assert caught.value.code == "model.invalid"
