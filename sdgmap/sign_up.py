"""django-allauth's form for a new account, which tells nobody whose address has one: neither by how long it takes, nor
when two ask for the same address at once."""

from allauth.account import forms
from django.db import IntegrityError, transaction

from activities.models import User


class SignUp(forms.SignupForm):
    def try_save(self, request):
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])  # nine tenths of the time that a new account takes
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:  # somebody has taken the address since the form looked
            self.validate_unique_email(self.cleaned_data["email"])
            return super().try_save(request)
