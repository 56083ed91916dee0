"""Forms: they check what was sent; templates draw them."""

from django import forms
from django.utils.translation import gettext_lazy

from july.hosts import HOSTS
from july.people.leaving import Fate
from july.people.tokens import LONGEST_TITLE, SCOPES


class SignInForm(forms.Form):
    """Name and password."""

    name = forms.CharField(max_length=100)
    password = forms.CharField(max_length=1000, strip=False)


class SignUpForm(forms.Form):
    """What it takes to become a member."""

    name = forms.CharField(max_length=100)
    address = forms.CharField(max_length=300)
    password = forms.CharField(max_length=1000, strip=False)


class AddressForm(forms.Form):
    """An email address."""

    email = forms.CharField(max_length=300)


class ForgottenForm(forms.Form):
    """Who has forgotten their password: a name, or an address."""

    who = forms.CharField(max_length=300)


class NewPasswordForm(forms.Form):
    """A password to be."""

    password = forms.CharField(max_length=1000, strip=False)


class ChangePasswordForm(NewPasswordForm):
    """The present password, and the one to be."""

    old = forms.CharField(max_length=1000, strip=False)


class NewHookForm(forms.Form):
    """The git host that will send deliveries."""

    # Asked for when a form is made: while plugins are loaded not all hosts are there.
    host = forms.ChoiceField(choices=lambda: [(host.name, host.title) for host in HOSTS.values()])


class NameForm(forms.Form):
    """A name to be."""

    name = forms.CharField(max_length=100)


class PasswordForm(forms.Form):
    """The present password."""

    password = forms.CharField(max_length=1000, strip=False)


class LeavingForm(forms.Form):
    """What is to become of somebody's commits."""

    commits = forms.ChoiceField(choices=[(Fate.NOBODY, ""), (Fate.VANISH, "")])


LIFETIMES = (
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("a year")),
    ("0", gettext_lazy("for ever")),
)
"""How long a token may be good, in days; 0 is for ever."""


class NewTokenForm(forms.Form):
    """What a token is for, and for how long it is good."""

    title = forms.CharField(
        max_length=LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Give it a name, to tell it from others.")},
    )
    scopes = forms.MultipleChoiceField(
        choices=list(SCOPES.items()),
        error_messages={"required": gettext_lazy("Choose at least one thing that it may do.")},
    )
    days = forms.ChoiceField(choices=LIFETIMES)
