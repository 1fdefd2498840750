"""derive verify | report | explain | graph | ...: composes what the package offers; its exit status says how."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from itertools import starmap
from pathlib import Path

import click

from derive import __version__, api
from derive.check.certificate import certificate, dumps, file_names
from derive.check.document import Document, Judged
from derive.check.finding import VERDICTS, findings
from derive.check.recheck import recheck as rechecked
from derive.check.verdict import Proved
from derive.cli_train import command as train
from derive.core.condition import Rejected
from derive.core.errors import DeriveError, InternalError, Unreadable
from derive.core.read import read
from derive.models import load, names
from derive.ops import language
from derive.output import Complaints, Status, show
from derive.wall import Stop, walled
from reports.machine import written
from reports.outcome import Outcome, outcome
from reports.report import Section, report
from reports.written import legible


class Run(Complaints):
    """One command: what it judges, and what has gone wrong so far."""

    def outcomes(self, wanted: Sequence[str], certified: bool = False) -> Iterator[Outcome]:
        """Every document that can be judged, one after another; complaints about the others."""
        for name in dict.fromkeys(wanted or names()):
            if name not in names() and not os.path.lexists(name):
                sentence = f"there is no model or file called `{name}`; the models are {', '.join(names())}"
                self.complain(Status.UNUSABLE, sentence)
                continue
            try:
                # whoever wrote a file, it neither runs for ever nor takes all memory
                work = partial(_outcome, name, certified)
                found = work() if name in names() else walled(work)
            except DeriveError as error:
                self.complain(Status.UNUSABLE, str(error) if str(error).startswith(name) else f"{name}: {error}")
                continue
            except (InternalError, MemoryError) as error:  # the other documents are still judged
                self.complain(Status.INTERNAL, f"internal error in {name}: {_words(error)}")
                continue
            for sentence in found.section.internal_errors:
                self.complain(Status.INTERNAL, f"internal error in {name}: {sentence}")
            yield found

    def knows(self, output: str | None, what: str = "report") -> bool:
        """Whether a file of this name has a format; complains where it has none."""
        from reports.render import FORMATS, PICTURES

        formats = FORMATS if what == "report" else PICTURES
        if output is None or Path(output).suffix in formats:
            return True
        self.complain(Status.UNUSABLE, f"`{output}` has no known format: a {what} ends in {' or '.join(formats)}")
        return False

    def expect(self, found: Outcome) -> None:
        """Complains where something is not as its author expects."""
        if not found.as_expected:
            self.status = max(self.status, Status.UNEXPECTED)
            # of a file without comments nothing is known beforehand: what is wrong with it stands in its errata
            for sentence in found.surprises if found.expecting else ():
                self.complain(Status.UNEXPECTED, f"{found.section.name}: {sentence}")


def _outcome(name: str, certified: bool, *stop: Stop) -> Outcome:
    """Everything there is to say about a model or a file, with certificates of what is proved where they are wanted."""
    try:
        document = api.verify(name, *stop)
        found = outcome(legible(document, language()))
        return replace(found, certificates=tuple(starmap(_certified, _proved(document)))) if certified else found
    except (DeriveError, InternalError, MemoryError):
        raise
    except Exception as error:
        raise InternalError(_words(error)) from error


def _proved(document: Document) -> Iterator[tuple[str, Judged]]:
    """What is proved, each with its place; of a claim by pieces, each piece, counted on from 1."""
    for each in document.claims:
        if isinstance(each.verdict, Proved):
            place = f"{each.verdict.claim.place.line}.{each.verdict.claim.place.step}"
            for count, piece in enumerate(each.verdict.pieces, 1):
                lhs, rhs = (read(language(), side) for side in (piece.claim.lhs, piece.claim.rhs))
                yield f"{place}.{count}", Judged(piece, lhs, rhs, 0.0)
            if not each.verdict.pieces:
                yield place, each


def _certified(place: str, judged: Judged) -> tuple[str, str]:
    """The place of a proof, and a certificate that a kernel of its own has accepted."""
    content = dumps(certificate(judged))
    try:
        rechecked(content.encode(), language().records)
    except (Rejected, Unreadable) as error:
        raise InternalError(f"no certificate of {judged.verdict.claim.id}: {error}") from error
    return place, content


class Program(click.Group):
    """No traceback for anything that a user can do."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(Status.INTERRUPTED)
        except BrokenPipeError:
            with suppress(OSError):  # the interpreter flushes once more at its end
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(Status.BROKEN_PIPE)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            click.echo(f"derive: the output cannot be written: {error.strerror}", err=True)
            ctx.exit(Status.UNUSABLE)
        except Exception as error:
            click.echo(f"derive: internal error: {_words(error)}", err=True)
            ctx.exit(Status.INTERNAL)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="derive", message="%(prog)s %(version)s")
def cli() -> None:
    """Judge hand-written derivations, every `=` of them: a claim is proved (for all sizes and values), refuted (by a
    counterexample), ill-formed (it has no meaning), or undecided.

    \b
    Exit status:
      0  every verdict is the expected one
      1  some verdict is not, or a formula disagrees with the hand-written code
      2  an argument could not be used; the others are still judged
      3  an internal error, such as two opinions that differ
    """


@cli.command()
@click.argument("models", nargs=-1, metavar="[MODEL|FILE]...")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--certificates", metavar="DIR", help="Write a certificate of each proof into DIR, for `derive recheck`.")
@click.pass_context
def verify(ctx: click.Context, models: tuple[str, ...], style: str, certificates: str | None) -> None:
    """Judge the claims of models or Markdown files.

    A place such as `notes.md:65.2` is the second equality sign on line 65, and `line 9, note:65` stands on line 9 of
    MODEL.md and is taken from line 65 of a note.
    """
    run = Run()
    found: list[Outcome] = []
    if style == "json":
        found += run.outcomes(models, certificates is not None)
        show(written((one.entry for one in found), sum(one.seconds for one in found)) + "\n")
    else:
        from reports import terminal

        console = terminal.console()
        for one in run.outcomes(models, certificates is not None):
            found.append(one)
            show(terminal.show(one.section, console))
        if found:
            suite = [one.as_expected for one in found if one.expecting]
            expected = "" if not suite else "each as expected; " if all(suite) else "not each as expected; "
            seconds = sum(one.seconds for one in found)
            show(terminal.summary(report(one.section for one in found), expected, seconds, console))
    for one in found:
        run.expect(one)
    if certificates is not None:
        _write_certificates(run, Path(certificates), found)
    ctx.exit(run.status)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def recheck(ctx: click.Context, paths: tuple[str, ...], style: str) -> None:
    """Check certificates again, with the kernel alone.

    What is printed is what was proved, in index notation; what a file says about itself is not looked at. A FILE that
    is a directory stands for the certificates in it.

    \b
    Exit status:
      0  every certificate is accepted
      1  some proof is rejected
      2  some file is no certificate; the others are still checked
    """
    run = Run()
    found = []
    start = time.perf_counter()
    for one in findings(paths, language().records):
        found.append(one)
        if style == "text" and one.verdict != "unreadable":
            show(str(one))
        if one.verdict == "unreadable":
            run.complain(Status.UNUSABLE, f"{one.path}: {one.reason}")
        elif one.verdict == "rejected":
            run.status = max(run.status, Status.UNEXPECTED)
    if style == "json":
        show(json.dumps({"schema": 1, "certificates": [asdict(one) for one in found]}, indent=1) + "\n")
    else:
        counts = [f"{sum(one.verdict == name for one in found)} {name}" for name in VERDICTS]
        files = "1 file" if len(found) == 1 else f"{len(found)} files"
        show(f"{files}: {', '.join(counts)}; {time.perf_counter() - start:.1f} s\n")
    ctx.exit(run.status)


@cli.command("report")
@click.argument("models", nargs=-1, metavar="[MODEL|FILE]...")
@click.option("-o", "--output", metavar="FILE", help="FILE.md or FILE.tex; Markdown on standard output without it.")
@click.pass_context
def write_report(ctx: click.Context, models: tuple[str, ...], output: str | None) -> None:
    """Write a report on each MODEL, or on all models.

    It has the definitions, the derived gradients, the claims with their verdicts, the errata and the computation
    graphs, which are files of their own beside a FILE.md. The exit status is 0 where the report is written, whatever
    it says.
    """
    from reports.render import render, render_picture

    run = Run()
    suffix = Path(output).suffix if output else ".md"
    if not run.knows(output):
        ctx.exit(run.status)
    sections = [_drawn(one.section) for one in run.outcomes(models)]
    if not sections:
        ctx.exit(run.status)
    if output is None:
        show(render(report(sections), suffix))
        ctx.exit(run.status)
    path = Path(output)
    figures = {one.name: f"{path.stem}-{one.name}.svg" for one in sections if one.picture is not None}
    if run.write(path, render(report(sections), suffix, figures)) and suffix == ".md":
        for one in sections:
            if one.picture is not None:
                run.write(path.with_name(figures[one.name]), render_picture(one.picture, ".svg"))
    ctx.exit(run.status)


def _drawn(section: Section) -> Section:
    """With the picture of its computation graph, where it is a model's, and small enough for one."""
    from reports.graph import drawn

    if section.name in names():
        with suppress(DeriveError):
            return replace(section, picture=drawn(section.title, api.graph(section.name)))
    return section


@cli.command()
@click.argument("model")
@click.option("--wrt", "name", metavar="NAME", required=True, help="The variable, or a name for something.")
@click.option("--form", default="trace", metavar="FORM", help="trace (the default) or vec, with Kronecker products.")
@click.option("-o", "--output", metavar="FILE", help="FILE.md or FILE.tex; the terminal without it.")
@click.pass_context
def explain(ctx: click.Context, model: str, name: str, form: str, output: str | None) -> None:
    """Derive the gradient of the loss of MODEL by NAME, line by line.

    The derivation runs from dJ to dJ = tr(Gᵀ dX), or to dJ = vec(G)ᵀ vec(dX), with a reason for each line, and each
    line is judged against the one before. The exit status is 0 where every line is proved.
    """
    from reports import terminal
    from reports.explanation import derivation
    from reports.render import render_derivation

    run = Run()
    if not run.knows(output):
        ctx.exit(run.status)
    try:
        explanation = api.explain_model(model, name, form)
    except DeriveError as error:
        run.complain(Status.UNUSABLE, str(error))
        ctx.exit(run.status)
    told = derivation(model, load(model).title, explanation)
    if output is None:
        show(terminal.derivation(told, terminal.console()))
    else:
        run.write(Path(output), render_derivation(told, Path(output).suffix))
    if not explanation.proved:
        run.complain(Status.UNEXPECTED, told.conclusion)
    ctx.exit(run.status)


@cli.command("graph")
@click.argument("model")
@click.option("--at", "numbers", multiple=True, metavar="NAME=NUMBER", help="Of each variable, such as -3/4 or 0.25.")
@click.option("-o", "--output", metavar="FILE", help="FILE.svg or FILE.tex; the terminal without it.")
@click.pass_context
def draw(ctx: click.Context, model: str, numbers: tuple[str, ...], output: str | None) -> None:
    """Draw the computation graph of MODEL.

    Forwards there are shapes and backwards the derivatives of the loss, or the values of both at exact numbers.
    """
    from reports.graph import drawn
    from reports.render import render_picture

    run = Run()
    if not run.knows(output, "picture"):
        ctx.exit(run.status)
    try:
        graph = api.graph(model, _numbers(numbers) if numbers else None)
    except DeriveError as error:
        run.complain(Status.UNUSABLE, str(error))
        ctx.exit(run.status)
    if output is None:
        show(f"{graph}\n")
    else:
        run.write(Path(output), render_picture(drawn(load(model).title, graph), Path(output).suffix))
    ctx.exit(run.status)


@cli.command("export")
@click.argument("model")
@click.option("--to", "library", default="numpy", show_default=True, metavar="LIBRARY", help="numpy, jax or torch.")
@click.option("--only", "outputs", metavar="NAMES", help="What is returned, such as J,dW1; everything without it.")
@click.option("--work", is_flag=True, help="A function that is given the arrays in which it works (numpy alone).")
@click.option("-o", "--output", metavar="FILE", help="FILE.py; standard output without it.")
@click.pass_context
def write_module(
    ctx: click.Context, model: str, library: str, outputs: str | None, work: bool, output: str | None
) -> None:
    """Write MODEL as a Python module that needs the library alone.

    It holds one function of the data and the parameters, which returns the definitions and all that is derived, with
    Hessians where the model has them: name with --only what you need.
    """
    from derive.export import module

    run = Run()
    only = [] if outputs is None else [name.strip() for name in outputs.split(",")]
    try:
        written = module(load(model), library, only, work)
    except DeriveError as error:
        run.complain(Status.UNUSABLE, str(error))
        ctx.exit(run.status)
    if output is None:
        show(written)
    else:
        run.write(Path(output), written)
    ctx.exit(run.status)


def _numbers(given: Sequence[str]) -> dict[str, str]:
    """{"a": "5"} of a=5"""
    found: dict[str, str] = {}
    for words in given:
        name, sign, value = (part.strip() for part in words.partition("="))
        if not sign:
            raise Unreadable(f"`{words}` is not a name with a number, such as a=5")
        if name in found:
            raise Unreadable(f"`{name}` is given two numbers")
        found[name] = value
    return found


def _write_certificates(run: Run, folder: Path, outcomes: Sequence[Outcome]) -> None:
    """A file for each proved claim."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        run.complain(Status.UNUSABLE, f"`{folder}` cannot be made: {(error.strerror or str(error)).lower()}")
        return
    written = [(f"{one.section.name}-{place}", content) for one in outcomes for place, content in one.certificates]
    for name, (_, content) in zip(file_names(place for place, _ in written), written, strict=True):
        run.write(folder / name, content)


def _words(error: Exception) -> str:
    """Enough to report a defect: the message of an error of ours, of any other also its kind and its place."""
    if isinstance(error, InternalError) and str(error):
        return str(error)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" ({Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno})" if trace else ""
    return f"{type(error).__name__}: {error}{where}"


cli.add_command(train)


def main() -> None:
    """The command `derive`."""
    cli(prog_name="derive")
