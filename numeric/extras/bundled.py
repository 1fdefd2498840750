"""The data sets that come with scikit-learn, without a network.

Shapes: as in `numeric.data`. Units: those of each set. Errors: ValueError without scikit-learn, or on another name.
"""

from numeric.data import Dataset, dataset

NAMES = ("breast-cancer", "digits")


def bundled(name: str) -> Dataset:
    """breast-cancer: 569 samples of 30 features, 2 classes; digits: 1797 images of 8 x 8 pixels, 10 classes.

    Shapes: as in the module. Units: as in the module. Errors: as in the module.
    """
    if name not in NAMES:
        raise ValueError(f"data must be {' or '.join(NAMES)}, got {name}.")
    try:
        from sklearn.datasets import load_breast_cancer, load_digits
    except ImportError as error:
        raise ValueError(f"the data {name} need scikit-learn: pip install 'derive[data]'.") from error
    found = load_breast_cancer() if name == "breast-cancer" else load_digits()
    return dataset(found.data, found.target, [str(each) for each in found.target_names])
