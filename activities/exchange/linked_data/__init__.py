"""Linked data: facts as JSON-LD and as Turtle.

A fact is a node: a dictionary in the words of our JSON-LD context. `context` gives those words, `concepts` and `facts`
make nodes from rows, `terms` has the nodes of our own vocabulary, and `writing` writes nodes in both formats.
"""
