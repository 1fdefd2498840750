"""Judged documents -> terminal, JSON, Markdown, LaTeX.

`report` turns documents into plain data once; a format is a template over that data and one line in `render.FORMATS`.
Reads the plain data of derive.check (verdict, document) and derive.core, nothing else.
"""
