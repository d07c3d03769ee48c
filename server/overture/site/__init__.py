"""The phone's client as a static site: the same bytes on every hub that runs this version, whoever runs it.

What belongs to one hub (its operator, its help links, its question sets) reaches the phone as data and is drawn there.
So anybody can compare what a hub serves with what this version consists of (`manifest`).
"""
