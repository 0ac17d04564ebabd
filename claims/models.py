"""The index Django reads: every table, upstream first. Nothing else imports from here."""

from claims.accounts.models import Invitation, Membership, Organisation, Token, User
from claims.annotation.models import (
    Appearance,
    Checkpoint,
    Claim,
    Claimant,
    Dismissal,
    Prediction,
    Suggestion,
)
from claims.api.models import IdempotentRequest
from claims.evidence.models import (
    Candidate,
    CandidateDismissal,
    Evidence,
    EvidenceRun,
    Hit,
    OriginDecision,
    OutsideCapture,
    ProviderCall,
    TextPrint,
)
from claims.history.models import Event, Handoff, Ripple, Slot
from claims.intake.import_models import FileImport
from claims.intake.models import (
    Article,
    ArticleVersion,
    Blob,
    Capture,
    Segmentation,
    Snapshot,
    Source,
    SourceList,
    SourceListEntry,
    SourceListVersion,
)
from claims.matching.models import EarlierCheck, Match, MatchDecision, Passage
from claims.publishing.models import (
    Correction,
    CorrectionRequest,
    Publication,
    PublicCheck,
    PublicFile,
    PublicList,
    PublicListEntry,
    PublicSite,
    PublishedVersion,
    PublishOrder,
    SourceNote,
)
from claims.publishing.webhook_models import Delivery, Webhook
from claims.verdicts.models import (
    Citation,
    Draft,
    DraftCitation,
    FactCheck,
    Rating,
    RatingScale,
    SendBack,
    SignOff,
    VerdictRevision,
)

__all__ = [
    "Appearance", "Article", "ArticleVersion", "Blob", "Candidate", "CandidateDismissal", "Capture",
    "Checkpoint", "Citation", "Claim", "Claimant", "Correction", "CorrectionRequest", "Delivery", "Dismissal", "Draft",
    "DraftCitation", "EarlierCheck", "Event", "Evidence", "EvidenceRun", "FactCheck",
    "FileImport", "Handoff", "Hit", "IdempotentRequest",
    "Invitation", "Match", "MatchDecision", "Membership", "Organisation", "OriginDecision", "OutsideCapture", "Passage",
    "Prediction",
    "ProviderCall", "PublicCheck", "PublicFile", "PublicList", "PublicListEntry",
    "PublicSite", "Publication", "PublishOrder", "PublishedVersion", "Rating",
    "RatingScale", "Ripple", "Segmentation", "SendBack", "SignOff", "Slot", "Snapshot", "Source", "SourceList",
    "SourceListEntry", "SourceListVersion", "SourceNote", "Suggestion",
    "TextPrint", "Token", "User", "VerdictRevision", "Webhook",
]  # fmt: skip
