"""What people change about their own account. No facts of the map, so the ledger does not tell of it."""

from activities.models import User


def set_name(user: User, name: str) -> None:
    user.name = name
    user.save(update_fields=["name"])
