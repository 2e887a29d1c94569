from django import forms


class SignInForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True, "class": "input"}),
    )
    password = forms.CharField(
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "input"}),
    )


class SignUpForm(forms.Form):
    """What the API's register takes; whether it is good is for `services.register` to say."""

    name = forms.CharField(
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True, "class": "input"}),
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "input"}),
    )
    password = forms.CharField(
        max_length=256,
        strip=False,
        help_text="At least 8 characters, not a common word and not numbers alone.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "input"}),
    )
