"""The hub of Overture: it passes sealed boxes between two phones and cannot read them."""

__version__ = "0.2.0"
