"""The forms of the settings: they check shape; the verbs check the rest, and their problems come back to the field."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings as django_settings
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation, Role
from claims.accounts.permissions import SCOPES, Permission, has_right
from claims.accounts.policies import POLICIES
from claims.accounts.tokens import USUAL_DAYS
from claims.accounts.working_rules import (
    CORRECTION_DAYS,
    HIGHEST_LIMIT,
    LICENCES,
    LIMITED_COLUMNS,
    LONGEST_STOP,
    MOST_CORRECTION_DAYS,
    POLITICAL,
    column_limits,
    data_licence,
    political,
)
from claims.lib.problems import Problem


def show_problem(form: forms.Form, problem: Problem) -> None:
    """A verb's refusal, at the fields it points to; what points nowhere stands on top of the form."""
    placed = False
    for error in problem.errors:
        name = error.pointer.strip("/").split("/")[-1]
        if name in form.fields:
            form.add_error(name, f"{error.detail} {problem.next_step}".strip())
            placed = True
    if not placed:
        form.add_error(None, str(problem))


class Dressed(forms.Form):
    """Fields in the desk's clothes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
                field.widget.attrs.setdefault("class", "input")


class InvitationForm(Dressed):
    """Whom to invite, in which role."""

    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "off"}), max_length=254
    )
    role = forms.ChoiceField(label="Role", choices=Role.choices, initial=Role.REPORTER)


class JoinForm(Dressed):
    """The name and password of somebody new."""

    name = forms.CharField(
        label="Your name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label="Choose a password",
        strip=False,
        help_text="At least 10 characters. A few words are easier to keep in mind than signs.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class KeyForm(Dressed):
    """A new key: its name, what it may do, until when."""

    name = forms.CharField(
        label="Name", max_length=100, help_text="For what the key is, such as “nightly export”."
    )
    scopes = forms.MultipleChoiceField(label="What it may do", widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(
        label="Works until", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes: Any = self.fields["scopes"]
        scopes.choices = [
            (scope, Permission(scope).words) for scope in SCOPES if has_right(by, Permission(scope))
        ]
        self.fields["scopes"].initial = [Permission.READ.value]
        self.fields["expires_on"].initial = (timezone.now() + timedelta(days=USUAL_DAYS)).date()

    def expires_at(self) -> datetime:
        """The end of the chosen day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["expires_on"], time.max))


class NewsroomForm(Dressed):
    """The newsroom's name and addresses."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Name", max_length=150)
    public_host = forms.CharField(
        label="Public host",
        required=False,
        max_length=253,
        help_text="Readers who come by this host see your published checks, such as checks.example.org.",
    )
    base_url = forms.CharField(
        label="Public address",
        required=False,
        max_length=300,
        help_text="What links, embeds and feeds begin with, such as https://checks.example.org. "
        "Changing it makes every published page anew.",
    )
    language = forms.CharField(label="Language", max_length=35, help_text="A code such as en or pt-BR.")
    timezone = forms.CharField(label="Time zone", max_length=64, help_text="Such as Europe/Berlin.")

    def __init__(self, *args: Any, newsroom: Organisation, **kwargs: Any) -> None:
        settings = {name: getattr(newsroom, name) for name in self.base_fields}
        super().__init__(*args, initial={**settings, "public_host": newsroom.public_host or ""}, **kwargs)

    def changes(self) -> dict[str, Any]:
        """What the verb is given."""
        given = dict(self.cleaned_data)
        given.pop("row_version")
        return given


class WorkingForm(Dressed):
    """How the newsroom works: the texts readers see, the limits of the queue's columns, the time to stop."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, newsroom: Organisation, **kwargs: Any) -> None:
        texts = {policy.key: newsroom.policies.get(policy.key, "") for policy in POLICIES}
        limits = {f"limit_{column}": figure for column, figure in column_limits(newsroom).items()}
        figures = {name: newsroom.policies.get(name) for name in ("stop_seconds", "correction_days")}
        kept = {**texts, **limits, **figures}
        kept |= {"political": political(newsroom), "data_licence": data_licence(newsroom)}
        super().__init__(*args, initial={"row_version": newsroom.row_version, **kept}, **kwargs)
        for policy in POLICIES:
            self.fields[policy.key] = forms.CharField(
                label=policy.label,
                help_text=policy.hint,
                required=policy.required,
                widget=forms.TextInput(attrs={"class": "input"})
                if policy.one_line
                else forms.Textarea(attrs={"class": "input", "rows": 6, "dir": "auto"}),
            )
        self.fields["political"] = forms.ChoiceField(
            label="Is the publisher a political party, a campaign, an elected office, or a body of one?",
            required=False,
            choices=[("", "Not answered yet"), *POLITICAL.items()],
            help_text="Search engines take no checks of those, so nothing is published before you answer “No”.",
            widget=forms.Select(attrs={"class": "input"}),
        )
        self.fields["data_licence"] = forms.ChoiceField(
            label="Licence of your data",
            required=False,
            choices=list(LICENCES.items()),
            help_text="For the mark-up on your pages and the data feed, not for your texts.",
            widget=forms.Select(attrs={"class": "input"}),
        )
        self.fields["stop_seconds"] = forms.IntegerField(
            label="Seconds to stop a publication",
            required=False,
            min_value=1,
            max_value=LONGEST_STOP,
            help_text=f"Nothing is public before. Empty: {django_settings.PUBLISH_DELAY_SECONDS}.",
            widget=forms.NumberInput(attrs={"class": "input short"}),
        )
        self.fields["correction_days"] = forms.IntegerField(
            label="Working days to answer a reader",
            required=False,
            min_value=1,
            max_value=MOST_CORRECTION_DAYS,
            help_text=f"Who asks for a correction is told the day. Empty: {CORRECTION_DAYS}.",
            widget=forms.NumberInput(attrs={"class": "input short"}),
        )
        for column in LIMITED_COLUMNS:
            self.fields[f"limit_{column}"] = forms.IntegerField(
                label=column.capitalize(),
                required=False,
                min_value=1,
                max_value=HIGHEST_LIMIT,
                widget=forms.NumberInput(attrs={"class": "input short"}),
            )

    @property
    def texts(self) -> list[forms.BoundField]:
        return [self[policy.key] for policy in POLICIES]

    @property
    def limits(self) -> list[forms.BoundField]:
        return [self[f"limit_{column}"] for column in LIMITED_COLUMNS]

    def changes(self) -> dict[str, Any]:
        """What the verb is given."""
        given = self.cleaned_data
        limits = {column: given[f"limit_{column}"] for column in LIMITED_COLUMNS}
        texts = {policy.key: given[policy.key] for policy in POLICIES}
        return {
            "policies": {
                **texts,
                "column_limits": {column: figure for column, figure in limits.items() if figure},
                "stop_seconds": given["stop_seconds"],
                **{
                    name: given[name]
                    for name in ("political", "data_licence")
                    if given[name] or name in self.data
                },
                "correction_days": given["correction_days"],
            }
        }
