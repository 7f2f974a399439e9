"""Compare the model with plain PostgreSQL, on the same parts of the same activities.

    VAR_DIR=var .venv/bin/python -m tests.benchmarks.suggestions

Needs a running site's database with the reference data; writes nothing but temporary tables. Two ways with full-text
search alone: `terms` ranks the Terms by a document each, made of labels, rationales, plan entries and the lexicon's
wordings, and of the texts of the activities to learn from; `neighbours` adds up the ranks of the ten activities most
alike.
"""

import os

import django
import numpy as np


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sdgmap.settings")
    django.setup()
    from django.db import connection, transaction

    from activities.queries.suggestions.material import material
    from activities.suggesting.measuring import evaluation, folds

    learned = material()
    asked, index = learned.examples, {term.key: i for i, term in enumerate(learned.terms)}
    goal = {term.key: term.goal for term in learned.terms}
    fold = folds(asked, 0)
    empty = {view: np.zeros((len(asked), len(index))) for view in ("title", "whole")}
    ways = {name: {view: values.copy() for view, values in empty.items()} for name in ("terms", "neighbours")}
    ways["both"] = ways["terms"]
    spoken: dict[str, list[str]] = {key: [] for key in index}
    hints = [(hint.text, hint.terms) for hint in learned.hints]
    hints += [(". ".join((e.phrase, *e.synonyms)), frozenset(e.terms)) for e in learned.lexicon]
    for text, keys in hints:
        for key in {k for one in keys for k in (one, goal.get(one)) if k in index}:
            spoken[key].append(text)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE told (place int, doc tsvector) ON COMMIT DROP")
        cursor.execute("CREATE TEMP TABLE near (place int, doc tsvector) ON COMMIT DROP")
        for number in sorted(set(fold)):
            learn = [i for i in range(len(asked)) if fold[i] != number]
            cursor.execute("TRUNCATE told; TRUNCATE near")
            for key, place in index.items():
                own = " ".join(f"{asked[i].title} {asked[i].description}" for i in learn if key in asked[i].terms)
                cursor.execute(
                    "INSERT INTO told VALUES (%s, setweight(to_tsvector('english', %s), 'A') || "
                    "setweight(to_tsvector('english', %s), 'B'))",
                    [place, " ".join(spoken[key]), own],
                )
            for i in learn:
                text = f"{asked[i].title} {asked[i].description}"
                cursor.execute("INSERT INTO near VALUES (%s, to_tsvector('english', %s))", [i, text])
            for i in np.flatnonzero(fold == number):
                for view, text in (("title", asked[i].title), ("whole", f"{asked[i].title} {asked[i].description}")):
                    for place, rank in ranked(cursor, "told", text, 1):
                        ways["terms"][view][i, place] = rank
                    for other, rank in ranked(cursor, "near", text, 1)[:10]:
                        for key in asked[other].terms:
                            ways["neighbours"][view][i, index[key]] += rank
    ways["both"] = {view: _scaled(ways["terms"][view]) + _scaled(ways["neighbours"][view]) for view in empty}
    for name, points in ways.items():
        found = evaluation(learned.terms, points, asked)
        for kind, figures in found.items():
            whole, title = (
                " ".join(f"{f[k]:.3f}" for k in ("hit@1", "hit@3", "hit@5")) for f in (figures, figures["title"])
            )
            print(f"{name:12} {kind:13} hit@1/3/5  title + description {whole}   title only {title}")


def ranked(cursor, table: str, text: str, norm: int) -> list[tuple[int, float]]:
    cursor.execute(
        f"""WITH asked AS (SELECT nullif(replace(plainto_tsquery('english', %s)::text, '&', '|'), '')::tsquery AS q)
            SELECT place, ts_rank(doc, q, {norm}) AS rank FROM {table}, asked WHERE doc @@ q
            ORDER BY rank DESC, place""",  # noqa: S608 - names of our own
        [text],
    )
    return cursor.fetchall()


def _scaled(points: np.ndarray) -> np.ndarray:
    return points / np.maximum(points.max(axis=1, keepdims=True), 1e-9)


if __name__ == "__main__":
    main()
