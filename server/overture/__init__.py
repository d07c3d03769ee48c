"""The hub of Overture: it passes sealed envelopes between two phones and cannot read them."""

__version__ = "0.1.0"
