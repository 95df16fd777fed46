"""The check of the gates is itself tried: a gate that is blind, or refuses for another reason, is found out."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def gates():
    spec = importlib.util.spec_from_file_location("check", ROOT / "scripts" / "check.py")
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["check"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["check"]


def verdict(gates, on_project, on_fault):
    def check(tree):
        return on_project if tree == ROOT else on_fault

    fault = gates.Fault("a fault", {"src/tophits/crafted.py": "import os\n"}, ("F401",))
    return gates.try_gate(gates.Gate("ruff check", check, (fault,)))


def test_a_gate_that_passes_the_project_and_names_the_fault_is_good(gates):
    found = verdict(gates, gates.Outcome(True, ""), gates.Outcome(False, "F401 unused"))
    assert (True, "ruff check     passed   refuses: yes") == (found.is_good, str(found))


@pytest.mark.parametrize("output", ["", "F401 unused"])
def test_a_gate_that_lets_the_fault_through_is_found_out(gates, output):
    found = verdict(gates, gates.Outcome(True, ""), gates.Outcome(True, output))
    assert (False, "ruff check     passed   refuses: NO") == (found.is_good, str(found))


def test_a_gate_that_refuses_for_another_reason_is_found_out(gates):
    assert not verdict(gates, gates.Outcome(True, ""), gates.Outcome(False, "no such file")).is_good


def test_a_gate_that_the_project_does_not_pass_is_bad(gates):
    found = verdict(gates, gates.Outcome(False, "E501"), gates.Outcome(False, "F401 unused"))
    assert (False, "ruff check     FAILED   refuses: yes") == (found.is_good, str(found))


def test_a_tool_that_is_not_installed_is_a_failure_and_no_crash(gates):
    outcome = gates.tool("no-such-tool")(ROOT)
    assert not outcome.passed
    assert "no-such-tool is not there" in outcome.output


@pytest.mark.parametrize(
    ("lock", "expected"),
    [
        ("anyio==4.16.0 \\\n    --hash=sha256:" + "0" * 64 + "\n", []),
        ("# made by hand\n\nanyio[trio]==4.16.0 ; sys_platform == 'win32' --hash=sha256:" + "a" * 64 + "\n", []),
        ("anyio==4.16.0\n", ["without hash: anyio==4.16.0"]),
        ("anyio==4.16.0 --hash=sha256:abc\n", ["without hash: anyio==4.16.0 --hash=sha256:abc"]),
        ("anyio>=4 --hash=sha256:" + "0" * 64, ["not pinned: anyio>=4 --hash=sha256:" + "0" * 64]),
        ("--trusted-host mirror\n", ["line 1 names an address: --trusted-host mirror"]),
        ("-i mirror\n", ["line 1 names an address: -i mirror"]),
        ("# files.example.net\n", ["line 1 names an address: # files.example.net"]),
    ],
)
def test_a_lock_file_pins_hashes_and_names_no_address(gates, lock, expected):
    assert expected == list(gates.flaws(lock))


def test_a_direct_address_is_refused_as_such(gates):
    lock = "anyio @ https://example.org/anyio.whl --hash=sha256:" + "0" * 64
    assert [f"line 1 names an address: {lock}", f"not pinned: {lock}"] == list(gates.flaws(lock))


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("PyYAML>=6", "pyyaml"),
        ("types_jsonschema", "types-jsonschema"),
        ("zope.interface ; x", "zope-interface"),
        ("uvicorn[standard]>=1", "uvicorn"),
    ],
)
def test_package_names_are_compared_in_their_normal_form(gates, requirement, name):
    assert name == gates.package_name(requirement)
