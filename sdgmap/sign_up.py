"""django-allauth's sign-up form, without revealing which addresses have an account: neither by response time nor when
two people use the same address at once."""

from allauth.account import forms
from django.db import IntegrityError, transaction

from activities.models import User


class SignUp(forms.SignupForm):
    def try_save(self, request):
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])  # 90% of the time that a new account takes
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:  # another request took the address after the form was checked
            self.validate_unique_email(self.cleaned_data["email"])
            return super().try_save(request)
