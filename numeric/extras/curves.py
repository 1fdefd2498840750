"""Learning curves: the loss against the number of steps.

Shapes: one number more than there were steps. Units: those of the loss. Errors: ValueError without matplotlib.
"""

import importlib.util
import io
import warnings
from collections.abc import Mapping, Sequence

FORMATS = (".png", ".svg", ".pdf")
MISSING = "a learning curve needs matplotlib: pip install 'derive[plots]'"


def drawable() -> bool:
    """Whether matplotlib is there.

    Shapes: none. Units: none. Errors: none.
    """
    return importlib.util.find_spec("matplotlib") is not None


def curve(losses: Mapping[str, Sequence[float]], title: str, suffix: str) -> bytes:
    """A picture, FILE.png, FILE.svg or FILE.pdf by the suffix, of one line for each name.

    Shapes: as in the module. Units: as in the module. Errors: as in the module, and on another suffix.
    """
    if suffix not in FORMATS:
        raise ValueError(f"a curve must be a file that ends in {' or '.join(FORMATS)}, got {suffix or 'no ending'}.")
    if not drawable():
        raise ValueError(f"{MISSING}.")
    import matplotlib
    from matplotlib.figure import Figure

    # An SVG has no date in it and no random names, so that the same curve is the same file.
    dates = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    with matplotlib.rc_context({"svg.hashsalt": "curve", "svg.fonttype": "none"}):
        figure = Figure(figsize=(6, 4), layout="constrained")
        axes = figure.subplots()
        for number, (name, values) in enumerate(losses.items()):
            # Lines that lie upon each other are both seen.
            axes.plot(range(len(values)), values, ["-", "--"][number % 2], linewidth=[3, 1.5][number % 2], label=name)
        axes.set(xlabel="steps", ylabel="loss")
        axes.set_title(title.encode(errors="replace").decode(), parse_math=False)  # names of files may be no text
        if all(value > 0 for values in losses.values() for value in values):
            axes.set_yscale("log")  # after the first steps, most of a curve would lie on the axis
        axes.grid(alpha=0.3)
        if len(losses) > 1:
            axes.legend()
        content = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of letters of the title that the font does not have
            figure.savefig(content, format=suffix[1:], dpi=100, metadata=dates[suffix])
    return content.getvalue()
