"""The hub of Overture: it passes sealed envelopes between two phones and cannot read them."""

__version__ = "0.2.0"
