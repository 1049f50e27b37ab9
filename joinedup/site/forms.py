"""The forms of signing in and of one's account, in plain words; what they do is the library's."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as app_codes
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, say_what_is_missing

PASSWORD_HINT = _("At least 10 characters, and not one that many people use. Three words that you make up are good.")
LONGEST_NAME = 60
SAID = {
    "login": (_("E-mail address"), ""),
    "email": (_("E-mail address"), ""),
    "password": (_("Password"), ""),
    "oldpassword": (_("The password that you have now"), ""),
    "password1": (_("New password"), PASSWORD_HINT),
    "password2": (_("The new password again"), ""),
    "code": (_("Code"), _("Six digits from your authenticator app, or one of your recovery codes.")),
}


class PlainWords:
    """Says of each field what it is in our words, and leaves nothing that vanishes while somebody types."""

    fields: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in SAID:
                field.label, field.help_text = SAID[name]
        say_what_is_missing(self)  # type: ignore[arg-type]


class SignIn(PlainWords, account.LoginForm):  # type: ignore[misc]
    """Sign in with an e-mail address and a password."""


class SignUp(PlainWords, account.SignupForm):  # type: ignore[misc]
    """Ask for an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Choose a password")


class AddAddress(PlainWords, account.AddEmailForm):  # type: ignore[misc]
    """Add an e-mail address to one's account."""


class ChangePassword(PlainWords, account.ChangePasswordForm):  # type: ignore[misc]
    """Change one's password."""


class SetPassword(PlainWords, account.SetPasswordForm):  # type: ignore[misc]
    """Set a password where there was none."""


class AskForReset(PlainWords, account.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a letter with which to set a new password."""


class Reset(PlainWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """Set a new password, come from that letter."""


class ProveAgain(PlainWords, account.ReauthenticateForm):  # type: ignore[misc]
    """Give one's password once more before something that matters."""


class SecondStep(PlainWords, second_step.AuthenticateForm):  # type: ignore[misc]
    """Give a code after the password."""


class SecondStepAgain(PlainWords, second_step.ReauthenticateForm):  # type: ignore[misc]
    """Give a code once more before something that matters."""


class ConnectApp(PlainWords, app_codes.ActivateTOTPForm):  # type: ignore[misc]
    """Prove that the authenticator app works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Six digits that the app shows now.")


class AddPasskey(PlainWords, passkeys.AddWebAuthnForm):  # type: ignore[misc]
    """Add a passkey, which signs in by itself unless its owner says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What to call it")
        self.fields["name"].validators.append(MaxLengthValidator(LONGEST_NAME))
        self.fields["name"].help_text = _("Such as “phone” or “work laptop”.")
        self.fields["passwordless"].label = _("Sign in with it alone, without the password")
        self.fields["passwordless"].help_text = _("Leave it off for an old security key that has no PIN.")
        self.fields["passwordless"].initial = True


class RenamePasskey(PlainWords, passkeys.EditWebAuthnForm):  # type: ignore[misc]
    """Call a passkey something else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What to call it")
        self.fields["name"].validators.append(MaxLengthValidator(LONGEST_NAME))


class LetterForm(ActionForm):
    """Ask for a letter with a link that signs in."""

    email = forms.EmailField(label=_("E-mail address"))
    next = forms.CharField(widget=forms.HiddenInput, required=False)


class AddressForm(ActionForm):
    """An address to which a letter goes."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
