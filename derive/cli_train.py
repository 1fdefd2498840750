"""derive train: real data in, accuracies out; what it does stands in `training.py`."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np
from rich.console import Console
from rich.table import Table

from derive.core.errors import DeriveError, Unreadable
from derive.output import Complaints, Status, show
from numeric.extras.bundled import NAMES
from numeric.extras.curves import FORMATS, MISSING, curve, drawable
from numeric.initialisation import SCHEMES

if TYPE_CHECKING:
    from derive.training import Training
    from numeric.classifier import Classifier

GRADIENTS = {"derived": ("derived",), "hand": ("hand",), "both": ("derived", "hand")}


@click.command("train")
@click.argument("model")
@click.option("--data", "source", metavar="NAME|FOLDER|FILE", required=True, help="breast-cancer, digits, your own.")
@click.option("--classes", metavar="NAMES", help="These alone, such as 0,1.")
@click.option("--size", "side", type=int, metavar="N", help="Pixels a side of an image; 64 by default.")
@click.option("--gradient", type=click.Choice([*GRADIENTS]), default="derived", help="The first by default.")
@click.option("--hidden", metavar="WIDTHS", help="Of hidden layers, such as 16,8.")
@click.option("--init", type=click.Choice([*SCHEMES]), help="The weights before the first step.")
@click.option("--rate", type=float, metavar="A", help="The learning rate.")
@click.option("--steps", type=int, metavar="N", help="Of gradient descent.")
@click.option("--reg", type=float, metavar="A", help="The factor of the squares of weights.")
@click.option("--test-fraction", "fraction", type=float, metavar="A", default=0.2, help="Of samples; 0.2 by default.")
@click.option("--seed", type=int, metavar="N", default=0, help="Of all that is random; 0 by default.")
@click.option("--plot", metavar="FILE", help="The learning curve as .png, .svg or .pdf.")
@click.option("--save", metavar="FILE", help="The parameters as .npz.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="The first by default.")
@click.pass_context
def command(ctx: click.Context, /, model: str, source: str, style: str, **given: Any) -> None:
    """Train MODEL on data, with gradients derived or by hand.

    MODEL is logistic_regression, deep_network, softmax_cross_entropy_batch or a relative. A FILE is an .npz: X with a
    row for each sample, y with its class from 0 on. A FOLDER has a folder of images for each class, or a labels.csv.
    """
    from derive.training import samples, train

    run = Complaints()
    try:
        _writable("plot", given["plot"], FORMATS, source)
        _writable("save", given["save"], (".npz",), source)
        chosen = _chosen(model, given)
        data = samples(source, given["side"], _words("classes", given["classes"]))
        gradients = GRADIENTS[given["gradient"]]
        with _bar(chosen.steps * len(gradients)) as progress:
            found = train(
                model,
                chosen,
                data,
                gradients=gradients,
                fraction=given["fraction"],
                seed=given["seed"],
                progress=progress,
            )
    except DeriveError as error:
        run.complain(Status.UNUSABLE, str(error))
        ctx.exit(run.status)
    except MemoryError:
        run.complain(Status.UNUSABLE, "there is too little memory for these data, or for hidden layers this wide")
        ctx.exit(run.status)
    show(_json(found, source, given) if style == "json" else _text(found, source, given))
    for one in found.runs:
        first, *_, last = one.trained.descent.losses
        if last > first:
            click.echo(f"derive: the loss has grown from {first:.4g} to {last:.4g}: lower the rate", err=True)
    if given["plot"]:
        losses = {one.gradient: one.trained.descent.losses for one in found.runs}
        title = f"{model} on {Path(source).resolve().name}"
        run.write(Path(given["plot"]), curve(losses, title, Path(given["plot"]).suffix))
    if given["save"]:
        run.write(Path(given["save"]), _saved(found))
    ctx.exit(run.status)


def _chosen(model: str, given: dict[str, Any]) -> Classifier:
    """How the model is trained, with the settings that are given. Raises Unreadable where one cannot be used."""
    from derive.training import classifier

    standard = classifier(model)
    settings = {name: given[name] for name in ("init", "rate", "steps") if given[name] is not None}
    if given["hidden"] is not None:
        settings["hidden"] = tuple(map(_whole, _words("hidden", given["hidden"])))
    if given["reg"] is not None:
        if "reg" not in standard.constants:
            raise Unreadable(f"reg is not for {model}, whose loss has no such factor")
        settings["constants"] = {**standard.constants, "reg": given["reg"]}
    try:
        return replace(standard, **settings)
    except ValueError as error:
        raise Unreadable(str(error).rstrip(".")) from error


def _words(name: str, given: str | None) -> tuple[str, ...]:
    """16,8 -> ("16", "8")"""
    words = tuple(word.strip() for word in given.split(",")) if given is not None else ()
    if not all(words):
        raise Unreadable(f"{name} must be a list such as 16,8, got `{given}`")
    return words


def _whole(word: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 10):
        raise Unreadable(f"hidden must be widths of at least 1, got {word}")
    return int(word)


def _writable(name: str, path: str | None, endings: tuple[str, ...], source: str) -> None:
    """Raises Unreadable where it is known before the descent that a file cannot be written, or holds the data."""
    if path is None:
        return
    if Path(path).suffix not in endings:
        raise Unreadable(f"{name} must be a file that ends in {' or '.join(endings)}, got `{path}`")
    if not Path(path).parent.is_dir():
        raise Unreadable(f"`{path}` cannot be written: there is no folder `{Path(path).parent}`")
    data = source not in NAMES and os.path.lexists(source) and os.path.lexists(path)
    if data and Path(path).resolve().is_relative_to(Path(source).resolve()):
        raise Unreadable(f"{name} must not overwrite the data, got `{path}`")
    if name == "plot" and not drawable():
        raise Unreadable(MISSING)


@contextmanager
def _bar(steps: int) -> Iterator[Any]:
    """A bar on standard error, where that is a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[loss]}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=steps, loss="")

        def progress(gradient: str, step: int, loss: float) -> None:
            bar.update(task, advance=1, description=f"gradient {gradient}", loss=f"step {step}, loss {_loss(loss)}")

        yield progress


def _settings(found: Training, given: dict[str, Any]) -> dict[str, Any]:
    chosen = found.classifier
    hidden = {"hidden": list(chosen.hidden)} if chosen.hidden else {}
    plain = {
        "init": chosen.init,
        "rate": found.runs[0].trained.descent.rate,
        "steps": chosen.steps,
        **hidden,
        **chosen.constants,
    }
    return {**plain, "test_fraction": given["fraction"], "seed": found.seed}


def _text(found: Training, source: str, given: dict[str, Any]) -> str:
    table = Table(box=None, pad_edge=False, header_style="")
    for heading in ("", "loss", "accuracy, training", "accuracy, test", "seconds"):
        table.add_column(heading, justify="left" if not heading else "right", no_wrap=True)
    for one in found.runs:
        first, *_, last = one.trained.descent.losses
        name, right = f"gradient {one.gradient}", (one.trained.training, one.trained.test)
        table.add_row(name, f"{_loss(first)} -> {_loss(last)}", *map(_percent, right), f"{one.seconds:.2f}")
    if found.rival is not None:
        right = (found.rival.training, found.rival.test)
        table.add_row(f"scikit-learn's {found.rival.name}", "", *map(_percent, right), f"{found.rival.seconds:.2f}")
    sizes = f"{found.training.X.shape[1]} features, {len(found.training.classes)} classes"
    settings = ", ".join(f"{name} {_written(value)}" for name, value in _settings(found, given).items())
    to = Console(file=io.StringIO(), width=200, markup=False, highlight=False, emoji=False)
    with to.capture() as captured:
        to.print(f"{found.model} on {source}: {sizes}", soft_wrap=True)
        to.print(f"{len(found.training.y)} samples to learn from, {len(found.test.y)} to test with", soft_wrap=True)
        to.print(settings, soft_wrap=True)
        to.print()
        to.print(table)
        if found.difference is not None:
            to.print(f"\nlargest difference of a parameter: {found.difference:.1e}", soft_wrap=True)
        if found.rival is None:
            to.print("\nscikit-learn is not installed: nothing to compare with", soft_wrap=True)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _loss(value: float) -> str:
    return f"{value:.4f}" if abs(value) < 1e6 else f"{value:.4g}"


def _percent(fraction: float) -> str:
    return f"{100 * fraction:.1f} %"


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _json(found: Training, source: str, given: dict[str, Any]) -> str:
    runs = [
        {
            "gradient": one.gradient,
            "losses": one.trained.descent.losses,
            "accuracy": {"training": one.trained.training, "test": one.trained.test},
            "seconds": one.seconds,
        }
        for one in found.runs
    ]
    other = found.rival and {
        "estimator": found.rival.name,
        "accuracy": {"training": found.rival.training, "test": found.rival.test},
        "seconds": found.rival.seconds,
    }
    content = {
        "schema": 1,
        "model": found.model,
        "data": source,
        "classes": found.training.classes,
        "features": found.training.X.shape[1],
        "samples": {"training": len(found.training.y), "test": len(found.test.y)},
        "settings": _settings(found, given),
        "runs": runs,
        "largest_difference": found.difference,
        "scikit_learn": other,
    }
    return json.dumps(content, indent=1) + "\n"


def _saved(found: Training) -> bytes:
    """The parameters of the first descent by name, what samples are standardised with, and the names of the classes."""
    content = io.BytesIO()
    arrays: dict[str, Any] = {**found.runs[0].trained.descent.parameters}
    arrays |= {"mean": found.scale.mean, "deviation": found.scale.deviation, "classes": found.training.classes}
    np.savez(content, **arrays)
    return content.getvalue()
