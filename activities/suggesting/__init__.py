"""The arithmetic of suggestions: texts in, scores with reasons out. No database here.

`words` cuts a text into pieces, `lexicon` finds the trade's phrases in them, `features` makes numbers of both,
`fitting` learns one weight for each feature and Term, `model` scores a text, `reasons` says which words carried the
score, `measuring` tells how good that is, and `keeping` makes bytes of a model.
docs/suggestions.md explains it to people.
"""
