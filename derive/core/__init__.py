"""What an expression is and what it means: trusted, and free of calculus, LaTeX and NumPy."""
