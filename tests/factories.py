"""One of each thing, made through the verbs people use. Each takes who makes it; the words are a story of our own.

A mayor says the town planted 4,000 trees; the parks office's report says 3,100. `town` names the town, so that one
newsroom's words can be told from another's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.inviting import invite
from claims.accounts.models import Invitation, Role, Token
from claims.accounts.tokens import issue
from claims.annotation.deciding import dismiss
from claims.annotation.marking import edit, mark
from claims.annotation.models import Claim, Suggestion
from claims.evidence.deciding import merge
from claims.evidence.models import Evidence, Stance
from claims.evidence.quoting import quote
from claims.history.jobs import run_due
from claims.history.models import Event, Handoff
from claims.intake import lists
from claims.intake.capturing import capture_text
from claims.intake.import_models import FileImport
from claims.intake.list_files import Entry
from claims.intake.models import Article, Snapshot, SourceList
from claims.intake.submitting import submit_text
from claims.lib.uids import new_uid
from claims.matching.importing import carry_out, preview
from claims.matching.models import Match
from claims.publishing import webhooks
from claims.publishing.announcing import deliver
from claims.publishing.correcting import begin
from claims.publishing.models import Publication, SourceNote
from claims.publishing.ordering import order
from claims.publishing.requesting import receive
from claims.publishing.webhook_models import Delivery, Told, Webhook
from claims.verdicts.commenting import comment
from claims.verdicts.models import Draft, FactCheck, SignOff, VerdictRevision
from claims.verdicts.reviewing import send, sign_off
from claims.verdicts.workflow import open_case
from claims.verdicts.writing import cite, save, start_writing

TOWN = "Elmstead"
SAID = "The town of {town} planted 4,000 trees in 2023."
HALF = "Half of the trees of {town} are limes."
FORECAST = "Foresters of {town} see a 50 percent chance that it will have 10,000 trees by 2040."
ARTICLE = f"{SAID} The mayor said so on Monday.\n\n{HALF}\n\n{FORECAST}"
FOUND = "In 2023 the town of {town} planted 3,100 trees, fewer than in 2022."
LETTER = "The mayor of {town} wrote to the parks office that every planted tree was counted in 2023."
REPORT = f"The parks office of {{town}} counts every tree. {FOUND} It gave no reasons."


def request_form(town: str) -> str:
    """The one-time word of the form in which a reader wrote to the house."""
    return f"a form of {town}"


def an_invitation(by: Actor, *, role: str = Role.REPORTER) -> Invitation:
    """An open invitation to an address nobody has."""
    return invite(by=by, email=f"{new_uid()}@example.org", role=role)[0]


def a_key(by: Actor, *scopes: str, name: str = "nightly export") -> Token:
    """A key for a program of this person."""
    return issue(by=by, name=name, scopes=scopes, expires_at=timezone.now() + timedelta(days=1))[0]


def an_article(by: Actor, text: str = ARTICLE, *, town: str = TOWN, settle: bool = True) -> Article:
    """An article with one version; settled, its suggestions too."""
    made = submit_text(by=by, text=text.format(town=town), title=f"The trees of {town}")
    if settle:
        run_due()
    return made


def a_kept_copy(by: Actor, text: str = REPORT, *, town: str = TOWN, settle: bool = True) -> Snapshot:
    """The parks office's report; settled, it can be searched."""
    capture = capture_text(
        by=by,
        text=text.format(town=town),
        title=f"Tree count of {town}",
        publisher="Parks office",
        published_on="2024-02-01",
        kind="primary",
    )
    if settle:
        run_due()
    assert capture.snapshot is not None
    return capture.snapshot


def a_claim(
    by: Actor,
    words: str = SAID,
    *,
    article: Article | None = None,
    town: str = TOWN,
    kind: str = "statistic",
    settle: bool = True,
) -> Claim:
    """These words of the article's latest version, marked by hand; settled, with its case and its search."""
    article = article or an_article(by, town=town, settle=False)
    version = article.latest
    assert version is not None
    quoted = words.format(town=town)
    start = version.text.index(quoted)
    made = mark(version, by=by, start=start, end=start + len(quoted), kind=kind)
    if settle:
        run_due()
    return made


def evidence_for(
    claim: Claim,
    by: Actor,
    *,
    words: str = FOUND,
    town: str = TOWN,
    stance: str = Stance.REFUTES,
    snapshot: Snapshot | None = None,
) -> Evidence:
    """A passage of the report, quoted against the claim."""
    copy = snapshot or a_kept_copy(by, town=town, settle=False)
    return quote(claim, by=by, snapshot=copy, stance=stance, quote=words.format(town=town))


def a_draft(claim: Claim, by: Actor, *, town: str = TOWN) -> Draft:
    """A verdict with everything review asks for."""
    evidence = claim.evidence.first() or evidence_for(claim, by, town=town)
    draft = start_writing(open_case(claim, by=by), by=by)
    if not draft.citations.filter(evidence=evidence).exists():
        cite(draft, by=by, evidence=evidence)
        draft.refresh_from_db()
    words = {
        "rating": "mostly-false",
        "headline": f"{town} planted fewer trees than the mayor said",
        "conclusion": f"The parks office of {town} counted 3,100.",
        "explanation": "The office counts every tree.[1]",
        "claim_text": f"{town} planted 4,000 trees in 2023",
        "sources_exception": f"Nobody but the parks office counts the trees of {town}.",
    }
    return save(draft, by=by, row_version=draft.row_version, changes=words)


def a_sent_verdict(claim: Claim, by: Actor, *, town: str = TOWN) -> VerdictRevision:
    """A frozen revision, waiting for somebody else."""
    return send(a_draft(claim, by, town=town).fact_check, by=by)


def a_signed_verdict(claim: Claim, by: Actor, reviewer: Actor, *, town: str = TOWN) -> SignOff:
    """Approved by somebody else."""
    revision = a_sent_verdict(claim, by, town=town)
    return sign_off(revision.fact_check, by=reviewer, revision=revision)


def a_published_check(claim: Claim, by: Actor, editor: Actor, *, town: str = TOWN) -> Publication:
    """Public, once what is due has been done, with a topic and somebody who said it."""
    claim.refresh_from_db()
    edit(
        claim,
        by=by,
        row_version=None,
        changes={"topics": [f"Trees of {town}"], "claimant": f"Mayor of {town}"},
    )
    fact_check = a_signed_verdict(claim, by, editor, town=town).revision.fact_check
    order(fact_check, by=editor)
    run_due(["publish"])
    return Publication.objects.get(fact_check=fact_check)


def a_correction(publication: Publication, by: Actor, editor: Actor) -> Publication:
    """Its conclusion corrected in the open, by the same two people."""
    fact_check = publication.fact_check
    draft = begin(fact_check, by=by, kind="update", note="The office counted again.")
    save(
        draft,
        by=by,
        row_version=draft.row_version,
        changes={"conclusion": "The office counted 3,150 by now."},
    )
    revision = send(fact_check, by=by)
    sign_off(fact_check, by=editor, revision=revision)
    order(fact_check, by=editor)
    run_due(["publish"])
    publication.refresh_from_db()
    return publication


def a_webhook(by: Actor, *, town: str = TOWN) -> tuple[Webhook, Delivery]:
    """A program elsewhere that is told, and a message it has had."""
    hook, _ = webhooks.add(
        by=by, name=f"The site of {town}", url="https://hooks.example/in", kinds=[Told.RETRACTED]
    )
    body = f'{{"type":"webhook.test","data":{{"words":"Hello {town}."}}}}'
    message = deliver(hook, kind="webhook.test", body=body)
    line = {"at": timezone.now().isoformat(), "status": 204, "seconds": 0.1, "words": "", "answer": ""}
    Delivery.objects.filter(pk=message.pk).update(
        state="done", attempts=1, tries=[line], ended_at=timezone.now()
    )
    return hook, message


def an_import(by: Actor, *, town: str = TOWN) -> FileImport:
    """Earlier checks by others, out of a file."""
    rows = f"url,claim,rating\nhttps://others.example/{town},{town} has no river,False\n"
    return carry_out(preview(by=by, kind="checks", name=f"{town}.csv", data=rows.encode()), by=by)


def a_source_list(by: Actor, *, town: str = TOWN) -> SourceList:
    """What the newsroom says of sites, in its own words."""
    entries = [Entry(f"{town.lower()}.example", "", "official", f"The town of {town} itself")]
    made = lists.add(by=by, name=f"Sites of {town}", version="2026-11-01", entries=entries)
    return made.source_list


@dataclass
class House:
    """A newsroom at work: one of each thing by name, and the people who made them."""

    reporter: Actor
    editor: Actor
    admin: Actor
    town: str
    things: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.things[name]

    def uid(self, name: str) -> Any:
        """How this thing is addressed: its uid, or its number where it has none."""
        thing = self.things[name]
        return getattr(thing, "uid", None) or thing.pk


def a_house(reporter: Actor, editor: Actor, admin: Actor, *, town: str = TOWN) -> House:
    """One of each thing: a published and corrected check, a case in review, one being written, an open claim."""
    made: dict[str, Any] = {"invitation": an_invitation(admin), "token": a_key(reporter)}
    assert reporter.membership is not None
    made["membership"], made["person"] = reporter.membership, reporter.user
    made["newsroom"] = reporter.organisation

    made["snapshot"] = a_kept_copy(reporter, town=town, settle=False)
    made["source"] = made["snapshot"].source
    made["capture"] = made["snapshot"].captures.get()
    article = made["article"] = an_article(reporter, town=town, settle=False)
    other = made["public_article"] = an_article(
        reporter, f"{SAID} Everybody was there.", town=town, settle=False
    )
    run_due()

    made["version"] = article.latest
    suggestions = list(Suggestion.objects.filter(version=made["version"], claim=None).order_by("pk"))
    made["suggestion"], made["dismissed"] = suggestions[0], suggestions[-1]
    made["dismissal"] = dismiss(made["dismissed"], by=reporter)
    claim = made["claim"] = a_claim(reporter, article=article, town=town, settle=False)
    second = made["second_claim"] = a_claim(reporter, HALF, article=article, town=town, settle=False)
    public = made["public_claim"] = a_claim(reporter, article=other, town=town, settle=False)
    forecast = a_claim(reporter, FORECAST, article=article, town=town, kind="prediction", settle=False)
    made["forecast"], made["checkpoint"] = forecast, forecast.prediction.checkpoints.first()
    run_due()

    made["appearance"] = claim.appearances.get()
    made["run"] = claim.runs.first()
    made["call"] = made["run"].calls.first()
    made["candidate"] = claim.candidates.first()
    made["match"] = Match.objects.filter(organisation=claim.organisation).first()
    made["evidence"] = evidence_for(claim, reporter, snapshot=made["snapshot"], town=town)
    letter = a_kept_copy(reporter, LETTER, town=town, settle=False)
    made["letter"] = letter.source
    evidence_for(claim, reporter, words=LETTER, snapshot=letter, stance=Stance.CONTEXT, town=town)
    made["origin_decision"] = merge(
        claim,
        by=editor,
        member=made["source"].uid,
        into=letter.source.uid,
        note=f"One office of {town} wrote both.",
    )
    made["draft"] = a_draft(claim, reporter, town=town)
    made["fact_check"] = FactCheck.objects.get(claim=claim)
    made["comment"] = comment(made["fact_check"], by=editor, text=f"Is it {town}?", field="headline")
    evidence_for(second, reporter, snapshot=made["snapshot"], town=town)
    made["revision"] = a_sent_verdict(second, reporter, town=town)
    made["case_in_review"] = made["revision"].fact_check
    evidence_for(public, reporter, snapshot=made["snapshot"], town=town)
    published = a_published_check(public, reporter, editor, town=town)
    made["publication"] = a_correction(published, reporter, editor)
    made["correction"] = published.corrections.get()
    made["request"] = receive(
        claim.organisation,
        form=request_form(town),
        publication=made["publication"],
        given={"words": f"It was another summer in {town}.", "name": "Noor", "contact": "noor@mail.example"},
    )
    made["source_note"] = SourceNote.objects.create(
        organisation=claim.organisation, publication=made["publication"], source=made["source"], kind="changed",
        passages=[], snapshot=made["snapshot"], noticed_at=timezone.now(),
    )  # fmt: skip
    made["file_import"] = an_import(reporter, town=town)
    made["webhook"], made["delivery"] = a_webhook(admin, town=town)
    made["source_list"] = a_source_list(admin, town=town)
    made["event"] = Event.objects.filter(organisation_id=claim.organisation_id).first()
    made["job"] = Handoff.objects.filter(organisation_id=claim.organisation_id).order_by("pk").last()
    missing = [name for name, thing in made.items() if thing is None]
    assert not missing, f"the house has no {missing}"
    return House(reporter, editor, admin, town, made)
