"""Two ways to the same derived rows, the sparse product and plain SQL, agree on generated activities."""

import pytest

from activities import summaries
from activities.models import FacetCount, TermSummary
from tests.benchmarks import derived
from tests.benchmarks.generate import load


@pytest.mark.django_db(transaction=True)
def test_rebuild_and_plain_sql_make_the_same_rows_and_a_difference_is_refused():
    counts = load(activities=300)
    assert counts["activity"] > 300
    summaries.rebuild()
    derived.keep_rows()
    FacetCount.objects.filter(facet="goal").delete()
    TermSummary.objects.update(activities=0)

    derived.run_plain_sql()

    derived.refuse_difference()

    TermSummary.objects.filter(term__code="9", term__kind="goal").update(activities=0)
    with pytest.raises(derived.BenchError, match="differ in 2 rows of activities_termsummary"):
        derived.refuse_difference()
