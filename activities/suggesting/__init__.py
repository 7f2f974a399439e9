"""The calculation of suggestions: from texts to scores with reasons, without a database.

`words` splits a text into words, `lexicon` finds phrases, `features` turns both into numbers, `fitting` learns one
weight for each feature and Term, `model` scores a text, `reasons` finds the words behind a score, `measuring` measures
the quality, and `storage` turns a model into bytes. docs/suggestions.md explains how it works.
"""
