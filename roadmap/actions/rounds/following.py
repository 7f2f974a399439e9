"""Update the items of open rounds from the activities: add new activities, mark those that left, and record answers
given elsewhere.

Answers are also given in the editor, in a spreadsheet, by an accepted update or by the link in an e-mail. Each round
stores the number of the last Change that it has read. Numbers follow the order of commits, so an interruption of the
worker loses nothing.
"""

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from activities.models import Change
from roadmap.models import Round
from roadmap.queries.rounds.scope import ACTIVITIES, PART

#: Changes by a person that say that someone has looked at the whole activity. A bulk edit does not.
ANSWERS = ["activity.confirm", "activity.update", "activity.create", "activity.withdraw", "submission.accept"]
ANSWERS += ["sheet.apply"]
JOIN = f"""
INSERT INTO roadmap_rounditem (round_id, activity_id, organisation_id, part, requested_at)
SELECT %(round)s, a.id, a.organisation_id, {PART}, now() FROM {ACTIVITIES}
 WHERE NOT a.withdrawn AND {PART} = ANY(%(scope)s) AND (a.change_id > %(through)s OR o.change_id > %(through)s)
    ON CONFLICT (round_id, activity_id) DO NOTHING"""  # noqa: S608 - constants
#: The latest answer of a person for each activity. A submission counts for who submitted it, and when.
ANSWERED = """
WITH said AS (
  SELECT DISTINCT ON (e.pgh_obj_id) e.pgh_obj_id AS activity, c.id AS change, c.verb,
         coalesce(s.submitted_by_id, c.by_id) AS person, coalesce(s.submitted_at, c.at) AS at
    FROM activities_change c JOIN activities_activityevent e ON e.change_id = c.id
    LEFT JOIN activities_submission s ON s.change_id = c.id
   WHERE c.id > %(through)s AND c.id <= %(upto)s AND c.verb = ANY(%(verbs)s) AND c.by_id IS NOT NULL
   ORDER BY e.pgh_obj_id, c.id DESC)
UPDATE roadmap_rounditem i
   SET answer = CASE said.verb WHEN 'activity.confirm' THEN 'confirmed' WHEN 'activity.withdraw' THEN 'retired'
                               ELSE CASE WHEN i.answer = 'retired' THEN 'retired' ELSE 'updated' END END,
       answered_by_id = said.person, answered_at = said.at, seen = said.change,
       late = (said.at AT TIME ZONE %(zone)s)::date > %(deadline)s
  FROM said
 WHERE i.round_id = %(round)s AND i.activity_id = said.activity AND said.change > i.seen
   AND (i.answer = 'none' OR i.answered_by_id = said.person)"""
REVERTED = """
UPDATE roadmap_rounditem i
   SET answer = 'none', answered_by_id = NULL, answered_at = NULL, late = false, seen = r.id
  FROM activities_change r
 WHERE i.round_id = %(round)s AND r.id > %(through)s AND r.id <= %(upto)s AND r.reverts_id = i.seen"""
#: A withdrawn activity leaves the round, unless its owner has answered by withdrawing it.
LEFT = f"""
UPDATE roadmap_rounditem i
   SET organisation_id = now.organisation_id, part = now.part,
       "left" = now.part <> ALL(%(scope)s) OR (now.withdrawn AND (now.merged OR i.answer <> 'retired'))
  FROM (SELECT a.id, a.organisation_id, {PART} AS part, a.withdrawn, a.merged_into_id IS NOT NULL AS merged
          FROM {ACTIVITIES} WHERE a.change_id > %(through)s OR o.change_id > %(through)s) now
 WHERE i.round_id = %(round)s AND i.activity_id = now.id"""  # noqa: S608 - constants


def follow_all() -> int:
    """Bring all open rounds up to the latest Change. Returns how many were behind. One query if none is open."""
    return sum(follow(pk) for pk in Round.objects.open().values_list("pk", flat=True))


def follow(pk: int) -> bool:
    """Bring a round up to the latest Change. Returns whether it was behind."""
    with transaction.atomic():
        one = Round.objects.open().select_for_update(no_key=True).filter(pk=pk).first()
        return one is not None and follow_locked(one)


def follow_locked(one: Round) -> bool:
    """The same for a round whose row is locked. Two queries if it is not behind, otherwise six."""
    upto = last_change()
    if one.through >= upto:
        return False
    values = {
        "round": one.pk,
        "scope": one.scope,
        "through": one.through,
        "upto": upto,
        "verbs": ANSWERS,
        "zone": settings.TIME_ZONE,
        "deadline": one.deadline,
    }
    with connection.cursor() as cursor:
        for statement in (JOIN, ANSWERED, REVERTED, LEFT):
            cursor.execute(statement, values)
    one.through = upto
    one.save(update_fields=["through"])
    return True


def last_change() -> int:
    return Change.objects.aggregate(last=Max("pk"))["last"] or 0
