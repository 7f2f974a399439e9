"""django-allauth's forms for passkeys. Data from the browser that cannot be parsed is refused instead of failing."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from django.core.exceptions import ValidationError


def refusing(check):
    """Validate the data. Any error of the parsers, which expect well-formed input, becomes a form error."""

    def checked(self):
        try:
            return check(self)
        except ValidationError:
            raise
        except Exception as error:  # CBOR, JSON and cryptography raise many kinds of errors
            raise get_adapter().validation_error("incorrect_passkey") from error

    return checked


class AddPasskey(forms.AddWebAuthnForm):
    clean = refusing(forms.AddWebAuthnForm.clean)


class AuthenticateByPasskey(forms.AuthenticateWebAuthnForm):
    clean_credential = refusing(forms.AuthenticateWebAuthnForm.clean_credential)


class SignInByPasskey(forms.LoginWebAuthnForm):
    clean_credential = refusing(forms.LoginWebAuthnForm.clean_credential)


class ReauthenticateByPasskey(forms.ReauthenticateWebAuthnForm):
    clean_credential = refusing(forms.ReauthenticateWebAuthnForm.clean_credential)
