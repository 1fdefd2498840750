"""`derive train`: real data, derived gradients against those by hand, scikit-learn beside, and what cannot be used."""

from __future__ import annotations

import doctest
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from derive import training
from derive.cli import cli
from derive.core.errors import Unreadable
from numeric.classifier import Classifier
from numeric.classifiers import CLASSIFIERS
from numeric.data import Standard, dataset

pytestmark = [pytest.mark.filterwarnings("error"), pytest.mark.xdist_group("training")]
PAGE = Path(__file__).parents[2] / "docs" / "training.md"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["train", *arguments], prog_name="derive")


def trained(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Samples on two sides of a line."""
    monkeypatch.chdir(tmp_path)
    X = np.random.default_rng(0).standard_normal((60, 3))
    np.savez("side.npz", X=X, y=X[:, 0] > X[:, 1])
    return "side.npz"


@pytest.mark.parametrize(
    ("model", "data", "steps"),
    [
        ("logistic_regression", "breast-cancer", 500),
        ("deep_network_relu", "breast-cancer", 300),
        ("softmax_cross_entropy_batch", "digits", 200),
        ("multiclass_svm_batch", "digits", 200),
    ],
)
def test_real_data_beside_scikit_learn(model: str, data: str, steps: int) -> None:
    """As many right answers as scikit-learn has, within 3 of 100, and the same parameters from both gradients."""
    pytest.importorskip("sklearn", reason="the data come with scikit-learn")
    found = trained(model, "--data", data, "--gradient", "both", "--steps", str(steps))
    derived, hand = found["runs"]
    assert (derived["gradient"], hand["gradient"]) == ("derived", "hand")
    assert len(derived["losses"]) == steps + 1
    assert derived["accuracy"] == hand["accuracy"]
    for part, right in found["scikit_learn"]["accuracy"].items():
        assert abs(derived["accuracy"][part] - right) <= 0.03
    assert derived["accuracy"]["test"] > 0.9
    assert found["largest_difference"] <= 1e-11


@pytest.mark.parametrize("model", CLASSIFIERS)
def test_both_gradients_give_the_same_parameters(model: str, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the last digits; and a slope that is wrong by a thousandth does not."""
    monkeypatch.setattr("derive.training.installed", lambda: False)
    command = (model, "--data", file, "--gradient", "both", "--steps", "30")
    found = trained(*command)
    assert found["largest_difference"] <= 1e-11
    by_hand = Classifier.propagate

    def wrong(self: Classifier, data: Any, parameters: Any) -> Any:
        J, slopes = by_hand(self, data, parameters)
        return J, {name: 1.001 * slope for name, slope in slopes.items()}

    monkeypatch.setattr(Classifier, "propagate", wrong)
    assert trained(*command)["largest_difference"] > 1e-6


def test_every_model_that_can_be_trained_is_one() -> None:
    for name in CLASSIFIERS:
        model = training.load(name)
        assert model.loss is not None
        assert {*CLASSIFIERS[name].shapes(2, (3, 2)[: CLASSIFIERS[name].layers], 2)} >= {
            symbol.name for symbol in model.learn if model.of_depth is None
        }


def test_the_depth_is_that_of_the_widths(file: str) -> None:
    for hidden in ("5", "5,4,3,2"):
        found = trained("deep_network", "--data", file, "--gradient", "both", "--steps", "9", "--hidden", hidden)
        assert found["settings"]["hidden"] == [*map(int, hidden.split(","))]
        assert found["largest_difference"] <= 1e-11


def test_the_parameters_that_are_saved(file: str) -> None:
    """They give the accuracy that was printed, on samples standardised as the file says."""
    found = trained("softmax_cross_entropy_batch", "--data", file, "--steps", "20", "--save", "found.npz")
    with np.load("found.npz") as saved, np.load(file) as given:
        scale = Standard(saved["mean"], saved["deviation"])
        data = dataset(given["X"], given["y"])
        parts = [scale(part) for part in data.split(0.2, np.random.default_rng(0))]
        classifier = CLASSIFIERS["softmax_cross_entropy_batch"]
        right = [classifier.accuracy(part, {"W": saved["W"]}) for part in parts]
        assert right == [found["runs"][0]["accuracy"][name] for name in ("training", "test")]
        assert saved["classes"].tolist() == ["0", "1"]
        assert classifier.accuracy(parts[0], {"W": -saved["W"]}) < 0.2


def test_curves(file: str) -> None:
    """One line for each gradient; the same curve is the same file."""
    pytest.importorskip("matplotlib", reason="curves are drawn with matplotlib")
    for name, head in (("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("b.svg", b"<?xml")):
        assert run("logistic_regression", "--data", file, "--steps", "9", "--plot", name).exit_code == 0
        assert Path(name).read_bytes().startswith(head)
    assert Path("a.svg").read_bytes() == Path("b.svg").read_bytes()
    assert "logistic_regression on side.npz" in Path("a.svg").read_text()


def test_images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image: Any = pytest.importorskip("PIL.Image", reason="folders of images need Pillow")
    monkeypatch.chdir(tmp_path)
    for name, colour in (("night", 40), ("noon", 220)):
        Path("sky", name).mkdir(parents=True)
        for number in range(6):
            image.new("L", (5 + number, 9), colour + number).save(Path("sky", name, f"{number}.png"))
    found = trained("logistic_regression", "--data", "sky", "--size", "4", "--steps", "20")
    assert (found["classes"], found["features"]) == (["night", "noon"], 48)
    assert found["runs"][0]["accuracy"] == {"training": 1.0, "test": 1.0}
    Path("sky", "noon", "0.png").write_bytes(b"")
    result = run("logistic_regression", "--data", "sky")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"derive: {Path('sky', 'noon', '0.png')}: it cannot be read: it is no whole image\n"


BAD = [
    (("nope", "--data", "side.npz"), "there is no model to train called `nope`; there are logistic_regression, "),
    (("least_squares", "--data", "side.npz"), "there is no model to train called `least_squares`; there are "),
    (("--data", "nope"), "there are no data called nope: name a folder, an .npz file, breast-cancer or digits\n"),
    (("--data", "side.npz", "--size", "8"), "size is for folders of images, and side.npz is none\n"),
    (("--data", "side.npz", "--classes", "0,7"), "classes must be some of 0, 1, got 7\n"),
    (("--data", "side.npz", "--classes", "0,,1"), "classes must be a list such as 16,8, got `0,,1`\n"),
    (("--data", "three.npz"), "classes must be two, for a model that tells two apart: choose two of 0, 1, 2\n"),
    (("--data", "nan.npz"), "nan.npz: X must be a finite numeric array of any shape, got shape (3, 1) with 1 non-fini"),
    (("--data", "side.npz", "--hidden", "4"), "hidden must be left out, as there is no hidden layer, got 4\n"),
    (("--data", "side.npz", "--hidden", "x"), "hidden must be widths of at least 1, got x\n"),
    (("--data", "side.npz", "--reg", "1"), "reg is not for logistic_regression, whose loss has no such factor\n"),
    (("--data", "side.npz", "--rate", "0"), "rate must be a positive number, got 0.0\n"),
    (("--data", "side.npz", "--steps", "0"), "steps must be an integer of at least 1, got 0\n"),
    (("--data", "side.npz", "--test-fraction", "1"), "test fraction must lie between 0 and 1, got 1.0\n"),
    (("--data", "side.npz", "--seed", "-1"), "seed must lie between 0 and 4294967295, got -1\n"),
    (("--data", "side.npz", "--plot", "a.gif"), "plot must be a file that ends in .png or .svg or .pdf, got `a.gif`\n"),
    (("--data", "side.npz", "--save", "a.txt"), "save must be a file that ends in .npz, got `a.txt`\n"),
]


@pytest.mark.parametrize(("arguments", "sentence"), BAD, ids=range(len(BAD)))
def test_what_cannot_be_used(arguments: Sequence[str], sentence: str, file: str) -> None:
    """One sentence, status 2, and nothing on standard output."""
    np.savez("three.npz", X=np.eye(6), y=[0, 1, 2] * 2)
    np.savez("nan.npz", X=[[0], [1], [np.nan]], y=[0, 1, 0])
    result = run(*(("logistic_regression",) if arguments[0].startswith("-") else ()), *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"derive: {sentence}")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("gradient", ["derived", "hand"])
def test_a_rate_that_is_too_high(gradient: str, file: str) -> None:
    command = ("deep_network_relu", "--data", file, "--steps", "9", "--gradient", gradient)
    result = run(*command, "--rate", "1e150")
    assert (result.exit_code, result.stdout) == (2, "")
    sentence = r"derive: the loss is no finite number after [12] steps?: lower the rate, which is 1e\+150\n"
    assert re.fullmatch(sentence, result.stderr)
    result = run(*command, "--rate", "1e6")
    assert result.exit_code == 0
    assert re.fullmatch(r"derive: the loss has grown from [\d.]+ to [\de.+]+: lower the rate\n", result.stderr)


def test_files_that_cannot_be_written(file: str) -> None:
    """Where that is known, before the descent; otherwise what came out is still printed."""
    command = ("logistic_regression", "--data", file, "--steps", "2", "--save")
    result = run(*command, "nowhere/a.npz")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "derive: `nowhere/a.npz` cannot be written: there is no folder `nowhere`\n"
    Path("a.npz").mkdir()
    result = run(*command, "a.npz")
    assert result.exit_code == 2
    assert result.stderr == "derive: `a.npz` cannot be written: is a directory\n"
    assert "gradient derived" in result.stdout
    result = run(*command, "a\0.npz")
    assert (result.exit_code, result.stderr) == (2, "derive: `a\0.npz` cannot be written: embedded null byte\n")


def test_the_data_are_not_overwritten(file: str) -> None:
    before = Path(file).read_bytes()
    Path("link.npz").symlink_to(file)
    for path in (file, f"./{file}", "link.npz"):
        result = run("logistic_regression", "--data", file, "--steps", "2", "--save", path)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == f"derive: save must not overwrite the data, got `{path}`\n"
        assert Path(file).read_bytes() == before
    # a file of the same kind beside it is overwritten
    for _ in range(2):
        assert run("logistic_regression", "--data", file, "--steps", "2", "--save", "other.npz").exit_code == 0


def test_names_of_all_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a file is called is neither mathematics for matplotlib nor too strange for it."""
    pytest.importorskip("matplotlib", reason="curves are drawn with matplotlib")
    monkeypatch.chdir(tmp_path)
    for name in (r"$\frac$.npz", "\u4e16\u754c\n\udcff.npz"):
        np.savez(name, X=np.arange(8).reshape(8, 1), y=np.arange(8) % 2)
        result = run("logistic_regression", "--data", name, "--steps", "1", "--plot", "a.png")
        assert (result.exit_code, result.stderr) == (0, "")


def test_too_little_memory(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: Any, **settings: Any) -> None:
        raise MemoryError

    monkeypatch.setattr("derive.training.train", full)
    result = run("logistic_regression", "--data", file)
    assert result.exit_code == 2
    assert result.stderr == "derive: there is too little memory for these data, or for hidden layers this wide\n"


def test_without_libraries(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data of one's own need none of it; only the comparison is missing."""
    monkeypatch.setattr("derive.training.installed", lambda: False)
    result = run("logistic_regression", "--data", file, "--steps", "2")
    assert result.exit_code == 0
    assert result.stdout.endswith("\nscikit-learn is not installed: nothing to compare with\n")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = run("logistic_regression", "--data", file, "--plot", "a.png")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "derive: a learning curve needs matplotlib: pip install 'derive[plots]'\n"
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    result = run("logistic_regression", "--data", "digits")
    assert result.exit_code == 2
    assert result.stderr == "derive: the data digits need scikit-learn: pip install 'derive[data]'\n"


def test_the_pipeline_in_python() -> None:
    with pytest.raises(Unreadable, match=r"^there is no model to train called `nope`; there are logistic_regression, "):
        training.classifier("nope")
    told: list[tuple[str, int]] = []
    data = dataset(np.arange(8.0).reshape(8, 1), [0, 0, 0, 0, 1, 1, 1, 1])
    found = training.train(
        "logistic_regression",
        training.classifier("logistic_regression"),
        data,
        gradients=("hand",),
        progress=lambda gradient, step, loss: told.append((gradient, step)),
    )
    assert told == [("hand", step) for step in range(1, 501)]
    assert found.difference is None
    assert found.runs[0].trained.test == 1.0


def test_the_page_shows_what_is_printed() -> None:
    """But for seconds, for rounding, and for what scikit-learn does."""
    pytest.importorskip("sklearn", reason="the data come with scikit-learn")
    commands = re.findall(
        r"^\$ derive train (.*)\n((?:(?!\$ |```).*\n)*)", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(commands) == 4
    for command, wanted in commands:
        assert certain(run(*command.split()).stdout) == certain(wanted), command


def test_the_lines_of_python_print_what_is_shown() -> None:
    pytest.importorskip("sklearn", reason="the data come with scikit-learn")
    session = "".join(re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))
    example = doctest.DocTestParser().get_doctest(session, {}, PAGE.name, str(PAGE), 0)
    assert len(example.examples) > 15
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    report: list[str] = []
    runner.run(example, out=report.append)
    assert runner.failures == 0, "".join(report)


def certain(text: str) -> list[list[str]]:
    lines = (line for line in text.splitlines() if not line.startswith(("scikit-learn's", "largest difference")))
    return [line.split()[:-1] if line.startswith("gradient") else line.split() for line in lines if line]
