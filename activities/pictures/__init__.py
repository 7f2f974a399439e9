"""Pictures made on the server: an SVG with a name, one sentence and a data table.

Pure functions of frozen shapes; nothing here reads the database. `picture.py` has what all pictures share, `svg.py`
writes SVG, `standalone.py` makes the file for download. One module per kind of picture:
`heat_map`, `bars`, `columns`, `flow`, `lines`.
"""
