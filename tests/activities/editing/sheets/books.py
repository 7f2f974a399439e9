"""Makes and edits workbooks for the tests of the spreadsheet round trip, with openpyxl as any other program would."""

from io import BytesIO

from openpyxl import Workbook, load_workbook

from activities.exchange.sheets.layout import COLUMNS


def download(client, query="") -> bytes:
    """The workbook that the signed-in client gets."""
    response = client.get(f"/sheets/activities.xlsx{query}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # which closes the file, too


def downloaded(client, query=""):
    """The same, opened."""
    return load_workbook(BytesIO(download(client, query)))


def content(book) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def bare(**sheets) -> Workbook:
    """A workbook of ours with rows given as {column: value}."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        columns = [column.name for column in COLUMNS[name]]
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) for column in columns])
    return book


def cell(book, sheet, row, column):
    """The cell of a row by the heading of its column."""
    titles = [title.value for title in book[sheet][1]]
    return book[sheet].cell(row=row, column=titles.index(column) + 1)


def put(book, sheet, row, **values):
    """Write cells by the heading of their column, with _ for a blank."""
    for column, value in values.items():
        cell(book, sheet, row, column.replace("_", " ")).value = value


def append(book, sheet, **values):
    """A row more; its number."""
    row = book[sheet].max_row + 1
    put(book, sheet, row, **values)
    return row


def rows_of(book, sheet):
    """{first cell: {heading: value}} of the rows below the help."""
    titles = [title.value for title in book[sheet][1]]
    return [dict(zip(titles, row, strict=True)) for row in book[sheet].iter_rows(min_row=3, values_only=True)]
