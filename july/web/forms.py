"""Forms: they check what was sent; templates draw them."""

from django import forms

from july.hosts import HOSTS


class SignInForm(forms.Form):
    """Name and password."""

    name = forms.CharField(max_length=100)
    password = forms.CharField(max_length=1000, strip=False)


class NewHookForm(forms.Form):
    """The git host that will send deliveries."""

    host = forms.ChoiceField(choices=[(host.name, host.title) for host in HOSTS.values()])
