"""Server-made pictures: each is an SVG with one sentence, a data table and a name.

Pure functions over frozen shapes; nothing here reads the database. `picture.py` holds what every picture is,
`svg.py` the one way to write SVG, `standalone.py` the file a reader downloads. One module per kind of picture:
`heat_map`, `bars`, `columns`, `flow`, `lines`.
"""
