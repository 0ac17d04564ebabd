"""What may be sent. Shape only: whether it may be done is the verb's to say."""

from __future__ import annotations

from rest_framework import serializers

from claims.annotation.models import ClaimKind
from claims.api.rows import Strict
from claims.evidence.models import Stance
from claims.intake.models import SourceKind
from claims.lib.uids import PATTERN
from claims.matching.models import Relation
from claims.verdicts.commenting import FIELDS
from claims.verdicts.models import CorrectionKind

LARGEST = 2**31 - 1


def offset(*, required: bool = True) -> serializers.IntegerField:
    """A code point offset into a text."""
    return serializers.IntegerField(required=required, min_value=0, max_value=LARGEST)


class Uid(serializers.RegexField):
    def __init__(self, **rest: object) -> None:
        super().__init__(rf"^{PATTERN.pattern}$", **rest)  # type: ignore[arg-type]


class Words(serializers.CharField):
    """Text kept as typed: nothing trimmed."""

    def __init__(self, **rest: object) -> None:
        super().__init__(trim_whitespace=False, **{"required": False, "allow_blank": True, **rest})  # type: ignore[arg-type]


class DocumentBody(Strict):
    """A document: exactly one of `text`, `url` (to be fetched) or `file` (multipart)."""

    text = Words()
    url = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    file = serializers.FileField(required=False, allow_empty_file=True)
    title = serializers.CharField(required=False, allow_blank=True, max_length=500)
    publisher = serializers.CharField(required=False, allow_blank=True, max_length=200)
    published_on = serializers.DateField(required=False, allow_null=True)


class SourceBody(DocumentBody):
    kind = serializers.ChoiceField(choices=SourceKind.choices, required=False)


class ArchiveBody(Strict):
    """`near`: the day the capture should be closest to; the latest without it."""

    near = serializers.DateField(required=False, allow_null=True)


class VersionBody(Strict):
    """The article's text as it reads now: `text` or `file`."""

    text = Words()
    file = serializers.FileField(required=False, allow_empty_file=True)


class NoteBody(Strict):
    note = Words()


class SpanBody(Strict):
    start = offset()
    end = offset()


class SplitBody(Strict):
    spans = SpanBody(many=True, allow_empty=False)


class AppearanceBody(SpanBody):
    claim = Uid()
    version = Uid()


class MarkBody(SpanBody):
    version = Uid()
    statement = Words()
    kind = serializers.ChoiceField(choices=ClaimKind.choices, required=False)
    claimant = serializers.CharField(required=False, allow_blank=True, max_length=200)


class ClaimChanges(Strict):
    statement = serializers.CharField(required=False, trim_whitespace=False)
    kind = serializers.ChoiceField(choices=ClaimKind.choices, required=False)
    claimant = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=200)
    quantities = serializers.ListField(child=serializers.DictField(), required=False)
    times = serializers.ListField(child=serializers.DictField(), required=False)
    claimed_on = serializers.DateField(required=False, allow_null=True)
    is_ambiguous = serializers.BooleanField(required=False)
    priority = serializers.IntegerField(required=False, min_value=0, max_value=9)
    prediction = serializers.DictField(required=False)
    topics = serializers.ListField(child=serializers.CharField(), required=False)
    language = serializers.CharField(required=False, allow_blank=True, max_length=35)
    translates = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=2000)


class OtherClaimBody(Strict):
    other = Uid()


class CheckpointBody(Strict):
    due_on = serializers.DateField()
    question = serializers.CharField(max_length=500)


class FindingBody(Strict):
    finding = serializers.CharField()


class DecisionBody(NoteBody):
    relation = serializers.ChoiceField(choices=Relation.choices)


class RunBody(Strict):
    """One of `claim` and `suggestion`; `statement` to ask about other words than theirs."""

    claim = Uid(required=False)
    suggestion = Uid(required=False)
    statement = Words()


class KeepBody(NoteBody):
    stance = serializers.ChoiceField(choices=Stance.choices)


class SplitOutBody(Strict):
    """A source of the claim that is no copy of the others of its origin, and why."""

    member = Uid()
    note = Words(required=True)


class MergeBody(SplitOutBody):
    """Two sources of the claim whose origins are one, and why."""

    into = Uid()


class EvidenceBody(Strict):
    """A passage of a kept copy: its `quote` (with prefix and suffix where it stands twice), or `start` and `end`."""

    claim = Uid()
    snapshot = Uid()
    stance = serializers.ChoiceField(choices=Stance.choices)
    start = offset(required=False)
    end = offset(required=False)
    quote = Words()
    prefix = Words()
    suffix = Words()
    note = Words()
    is_key = serializers.BooleanField(required=False)


class EvidenceChanges(Strict):
    stance = serializers.ChoiceField(choices=Stance.choices, required=False)
    note = Words()
    is_key = serializers.BooleanField(required=False)


class DraftChanges(Strict):
    """`correction_kind`, `claimant` (empty: nobody is named) and `claimed_on` in a correction only: before that who
    said it and when are fields of the claim."""

    headline = Words(max_length=200)
    conclusion = Words(max_length=280)
    explanation = Words()
    claim_text = Words(max_length=150)
    statement = Words()
    rating = serializers.CharField(required=False, allow_null=True, max_length=30)
    known_as_of = serializers.DateTimeField(required=False, allow_null=True)
    sources_exception = Words(max_length=300)
    correction_kind = serializers.ChoiceField(choices=CorrectionKind.choices, required=False)
    correction_note = Words()
    claimant = Words(max_length=200, allow_null=True)
    claimed_on = serializers.DateField(required=False, allow_null=True)


class CaseChanges(Strict):
    """`assignee`: id of a person of this newsroom, or null for nobody. `snoozed_until`: out of the queue until then."""

    assignee = Uid(required=False, allow_null=True)
    due_on = serializers.DateField(required=False, allow_null=True)
    snoozed_until = serializers.DateField(required=False, allow_null=True)


class VersionNameBody(Strict):
    name = Words(max_length=100)


class RestorationBody(Strict):
    """An earlier revision whose words are to stand in the draft again."""

    revision = Uid()


class CommentBody(Strict):
    """About one `field` of the verdict or one piece of `evidence`; `proposed` are words to put into the field."""

    text = Words()
    field = serializers.ChoiceField(choices=FIELDS, required=False)
    evidence = Uid(required=False)
    proposed = Words(allow_null=True)


class SettlementBody(Strict):
    """What came of it."""

    words = Words()


class SignOffBody(NoteBody):
    revision = Uid()


class SendBackBody(Strict):
    note = serializers.CharField()


class CorrectionBody(Strict):
    kind = serializers.ChoiceField(choices=CorrectionKind.choices)
    note = serializers.CharField()


class WithdrawalBody(Strict):
    reason = serializers.CharField(max_length=300)


class TokenBody(Strict):
    name = serializers.CharField(max_length=100)
    scopes = serializers.ListField(child=serializers.CharField(max_length=40), allow_empty=False)
    expires_at = serializers.DateTimeField()


class ArticleChanges(Strict):
    title = serializers.CharField(required=False, max_length=500)
    due_on = serializers.DateField(required=False, allow_null=True)


class SourceChanges(Strict):
    title = serializers.CharField(required=False, max_length=500)
    publisher = serializers.CharField(required=False, allow_blank=True, max_length=200)
    authors = serializers.ListField(child=serializers.CharField(max_length=120), required=False)
    kind = serializers.ChoiceField(choices=SourceKind.choices, required=False)
    published_on = serializers.DateField(required=False, allow_null=True)
    language = serializers.CharField(required=False, max_length=35)


class ResolutionBody(Strict):
    """How a forecast or plan came out, and by what one sees it."""

    state = serializers.CharField(max_length=16)
    note = Words()
