"""Who carries activities out: ITU's Sectors, and other organisations under one name each."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import slugify

from activities.actions.reference.reconcile import Outcome, reconcile
from activities.exchange.csv_files.activities import ActivityRow
from activities.exchange.csv_files.organisations import OrganisationRow
from activities.models import Activity, Change, Organisation

#: {name: what is known of it}
Known = Mapping[str, OrganisationRow]


def load_organisations(
    rows: list[ActivityRow], known: Known, sectors: Mapping[str, str], change: Change
) -> tuple[dict[Any, int], Outcome]:
    """Ids by ITU Sector or by (name, type, country), and what was written. `sectors` names the parts of ITU.

    Name, type and seat of a known organisation are those of `known`, whatever the row says, and so is the address. Of
    others, bodies of the same name in several countries are different ones where they are governments, one otherwise.
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
    """Bring back the organisations that a load had withdrawn and that a file names again. Returns how many."""
    gone = Organisation.objects.filter(slug__in=addresses, withdrawn=True, change__verb="reference.load")
    return gone.update(withdrawn=False, merged_into=None, change=change)


def retire_organisations(known: Known, change: Change) -> Outcome:
    """Withdraw the organisations that a load entered, that no file names any more and that have no activity.

    One whose address is among the former ones of another is merged into that, so its page leads there.
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
        if one.change.verb == change.verb:
            one.withdrawn, one.merged_into_id, one.change = True, survivor, change
            one.save(update_fields=["withdrawn", "merged_into", "change"])
            withdrawn += 1
        elif survivor:
            left.append(one.name)
    return Outcome(label, changed=withdrawn, left=tuple(left))


def organisation_address(name: str) -> str:
    """A slug that two names share only when they differ in punctuation, accents or case. Letters outside the Latin
    alphabet have no place in a slug, so a name that has any gets a digest of itself, the same in every file."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    slug = slugify(name)
    if sum(map(str.isalnum, plain)) == sum(map(str.isalnum, slug)) and len(slug) <= 120:
        return slug
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    return f"{slug[:100] or 'organisation'}-{digest}"
