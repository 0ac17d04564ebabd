"""The one table of what follows what: after this event, these tasks. Handlers are in each room's `tasks.py`."""

from __future__ import annotations

from dataclasses import dataclass

from claims.history.vocabulary import EventName as E


@dataclass(frozen=True)
class FollowUp:
    """A task, its queue, and how many seconds after the event it is due."""

    task: str
    queue: str
    delay_seconds: float = 0


FOLLOW_UPS: dict[str, tuple[FollowUp, ...]] = {
    # A text was asked for by address: fetch it through the one outside door.
    E.CAPTURE_ASKED: (FollowUp("intake.fetch", "fetch"),),
    # An archive was named: what it captured of the page is kept.
    E.CAPTURE_ARCHIVE_ASKED: (FollowUp("evidence.look_in_archive", "fetch"),),
    # Every kept copy can be searched, is told from copies of its text, shows what was found on its page, and gets a
    # second witness where that is set up.
    E.SNAPSHOT_KEPT: (
        FollowUp("matching.index", "models"),
        FollowUp("evidence.print", "models"),
        FollowUp("evidence.place_found", "models"),
        FollowUp("evidence.second_witness", "fetch"),
        FollowUp("publishing.compare_cited", "models"),
    ),
    # A page that could not be fetched: does a published check cite it?
    E.CAPTURE_FAILED: (FollowUp("publishing.note_gone", "models"),),
    # Its words leave the search index with it; a new title finds its passages.
    E.SNAPSHOT_TAKEN_DOWN: (FollowUp("matching.index", "models"),),
    E.SOURCE_CHANGED: (FollowUp("matching.index", "models"),),
    # A new text of an article: carry the claims over, then propose what to check.
    E.VERSION_ADDED: (FollowUp("annotation.read", "models"),),
    # Earlier checks and evidence for what was proposed as high, before anybody asks.
    E.SUGGESTIONS_MADE: (
        FollowUp("matching.match_suggestions", "models"),
        FollowUp("evidence.gather_high", "evidence"),
    ),
    E.SUGGESTION_ACCEPTED: (
        FollowUp("verdicts.open_case", "models"),
        FollowUp("matching.match_claim", "models"),
        FollowUp("evidence.gather", "evidence"),
    ),
    E.CLAIM_MARKED: (
        FollowUp("verdicts.open_case", "models"),
        FollowUp("matching.match_claim", "models"),
        FollowUp("evidence.gather", "evidence"),
    ),
    # A covered claim has no case of its own; an open case with evidence has moved on.
    E.CLAIM_COVERED: (FollowUp("verdicts.settle_case", "models"),),
    E.CLAIM_UNCOVERED: (FollowUp("verdicts.settle_case", "models"),),
    E.CLAIM_REMOVED: (FollowUp("verdicts.settle_case", "models"),),
    E.CLAIM_RESTORED: (FollowUp("verdicts.settle_case", "models"),),
    E.ACCEPTANCE_UNDONE: (FollowUp("verdicts.settle_case", "models"),),
    # What was found on pages that are kept already can be quoted at once.
    E.RUN_MERGED: (FollowUp("evidence.place_found", "models"),),
    E.EVIDENCE_ADDED: (FollowUp("verdicts.note_evidence", "models"),),
    # The ten-second stop: `record(..., due_at=order.due_at)`.
    E.PUBLICATION_ORDERED: (FollowUp("publishing.carry_out", "publish"),),
    # Webhooks are told of whatever readers see anew.
    E.PUBLICATION_MADE: (
        FollowUp("publishing.announce", "deliver"),
        FollowUp("publishing.look_at_page", "fetch", delay_seconds=5),
    ),
    E.PUBLICATION_CORRECTED: (
        FollowUp("publishing.announce", "deliver"),
        FollowUp("publishing.look_at_page", "fetch", delay_seconds=5),
    ),
    E.PUBLICATION_RETRACTED: (FollowUp("publishing.announce", "deliver"),),
    E.PUBLICATION_WITHDRAWN: (
        FollowUp("publishing.render", "publish"),
        FollowUp("publishing.announce", "deliver"),
    ),
    E.NEWSROOM_CHANGED: (FollowUp("publishing.render_newsroom", "publish"),),
    E.NEWSROOM_CREATED: (FollowUp("publishing.render_newsroom", "publish"),),
}
