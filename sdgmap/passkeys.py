"""django-allauth's forms for passkeys, without their trust in what a browser sends: what cannot be read is refused."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from django.core.exceptions import ValidationError


def refusing(check):
    """The check, with any failure of the parsers underneath, which expect well-formed input, as a refusal."""

    def checked(self):
        try:
            return check(self)
        except ValidationError:
            raise
        except Exception as error:  # CBOR, JSON and cryptography raise as many kinds as there are ways to be wrong
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
