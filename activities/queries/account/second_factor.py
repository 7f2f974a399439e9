"""The second step at sign-in that staff must have."""


def lacks_second_factor(user) -> bool:
    """Whether the user is staff, staff must have a second factor, and the user has none. At most one query for each
    object of a user, none unless required."""
    return user.is_authenticated and user.lacks_second_factor
