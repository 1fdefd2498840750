"""J(theta) and dJ/dtheta in plain NumPy, every formula derived by hand.

One module per model (`logistic_regression`, `two_layer_network`), each with `forward`, `loss`,
`backward` and `sample`; `differences` measures the same gradients from the loss alone,
`classifiers` trains with them, and `loops` has some one number at a time. Nothing here reads a
symbolic derivation, so agreement with one is evidence and not an echo.

Shapes: samples are columns of X. Units: none, natural logarithms. Errors: ValueError on bad input.
"""
