"""Formulas as functions of an array library: one library to a module; what they share is in the modules `_...`."""
