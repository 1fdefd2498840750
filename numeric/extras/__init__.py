"""What needs a library beside NumPy: data sets and estimators of scikit-learn, images with Pillow, matplotlib's curves.

Shapes, units and errors: as in each module; ValueError where the library is not installed, with the way to get it.
Nothing else in `numeric` imports these modules.
"""
