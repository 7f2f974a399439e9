"""Loads organisations: ITU's Sectors, and others under one name each."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from activities.actions.reference.reconcile import Outcome, reconcile
from activities.exchange.csv_files.activities import ActivityRow
from activities.exchange.csv_files.organisations import OrganisationRow
from activities.models import Activity, Change, Membership, Organisation, OrganisationProposal

#: {name: its row}
Known = Mapping[str, OrganisationRow]


def load_organisations(
    rows: list[ActivityRow], known: Known, sectors: Mapping[str, str], change: Change
) -> tuple[dict[Any, int], Outcome]:
    """Ids by ITU Sector or by (name, type, country), and the Outcome. `sectors` are the names of the parts of ITU.

    Name, type, country and slug of a known organisation come from `known`, not from the row. Other bodies with the same
    name in several countries are separate organisations if they are governments, else one.
    """
    wanted: dict[Any, dict[str, Any]] = {}
    for sector in {row.sector for row in rows if row.sector}:
        slug = slugify(sector)
        wanted[sector] = {"slug": slug, "name": sectors[sector], "type": "international-organisation", "sector": sector}
    by_address = {address: one for one in known.values() for address in (one.slug, *one.former)}
    named: dict[str, set[tuple[str, str, str]]] = {}
    for row in rows:
        if row.organisation:
            named.setdefault(row.organisation[0], set()).add(row.organisation)
    for name, keys in named.items():
        for key in sorted(keys):
            _, kind, country = key
            apart = kind == Organisation.Type.GOVERNMENT and len(keys) > 1
            slug = organisation_address(f"{name} {country}" if apart else name)
            if one := known.get(name) or by_address.get(slug):
                wanted[key] = {"sector": ""} | one.fields
            else:
                home = country if apart or len(keys) == 1 else ""
                wanted[key] = {"slug": slug, "name": name, "type": kind, "sector": "", "country_id": home or None}
    unique = list({fields["slug"]: fields for fields in wanted.values()}.values())
    restored = restore({fields["slug"] for fields in unique}, change)
    done = reconcile(Organisation, ("slug",), unique, change)
    ids = dict(Organisation.objects.filter(slug__in=[f["slug"] for f in unique]).values_list("slug", "id"))
    outcome = Outcome(done.label, done.new, done.changed + restored, done.unchanged - restored, done.left)
    return {key: ids[fields["slug"]] for key, fields in wanted.items()}, outcome


def restore(addresses: Iterable[str], change: Change) -> int:
    """Restore organisations that a load had withdrawn and that are in a file again. Returns how many."""
    gone = Organisation.objects.filter(slug__in=addresses, withdrawn=True, change__verb="reference.load")
    return gone.update(withdrawn=False, merged_into=None, change=change)


def retire_organisations(known: Known, change: Change) -> Outcome:
    """Withdraw organisations that a load created, that are no longer in any file, and that have no activities.

    An organisation whose slug is a former one of another is merged into that: its page redirects there, and its
    members, invitations and submissions move there. Any other organisation with members or submissions stays.
    """
    label = str(Organisation._meta.verbose_name_plural)
    addresses = {one.slug for one in known.values()}
    survivors = {former: one.slug for one in known.values() for former in one.former}
    ids = dict(Organisation.objects.filter(slug__in=addresses).values_list("slug", "id"))
    idle = (
        Organisation.objects.live()
        .filter(sector="")
        .exclude(slug__in=addresses)
        .exclude(id__in=Activity.objects.exclude(organisation=None).values("organisation_id"))
        .select_related("change")
    )
    left, withdrawn = [], 0
    for one in idle:
        survivor = ids.get(survivors.get(one.slug, ""))
        in_use = one.memberships.exists() or one.submissions.exists()
        if one.change.verb == change.verb and (survivor or not in_use):
            if survivor and in_use:
                move_people(one, Organisation.objects.get(pk=survivor))
            one.withdrawn, one.merged_into_id, one.change = True, survivor, change
            one.save(update_fields=["withdrawn", "merged_into", "change"])
            withdrawn += 1
        elif survivor:
            left.append(one.name)
    return Outcome(label, changed=withdrawn, left=tuple(left))


def move_people(body: Organisation | OrganisationProposal, organisation: Organisation) -> None:
    """Move the members, invitations and submissions of `body` to `organisation`. The owners of the organisation stay
    its owners: if it has any, the others become members, and their invitations end."""
    known = Membership.objects.open().filter(organisation=organisation)
    body.memberships.open().filter(user__in=known.values("user")).update(state=Membership.State.ENDED)
    if known.active().filter(role=Membership.Role.OWNER, user__is_active=True).exists():
        body.memberships.filter(role=Membership.Role.OWNER).update(role=Membership.Role.MEMBER)
        body.invitations.open().update(withdrawn_at=timezone.now())
    for rows in (body.memberships, body.invitations, body.submissions):
        rows.update(organisation=organisation, proposal=None)


def organisation_address(name: str) -> str:
    """A slug. Two names only have the same slug if they differ in nothing but punctuation, accents or case.

    Slugs have only Latin letters: a name with others gets a digest of itself, which is the same in all files.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    slug = slugify(name)
    if sum(map(str.isalnum, plain)) == sum(map(str.isalnum, slug)) and len(slug) <= 120:
        return slug
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    return f"{slug[:100] or 'organisation'}-{digest}"
