"""Nothing that is not public reaches the public, and nothing that is not theirs reaches partners.

One partnership is in preparation. Another is published and holds drafts, things for its partners only and questions
that nobody has let through. Every text and figure of these is replaced by a planted word, and so is every name and
every e-mail address. Then everybody opens every page that an address or a link leads to.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils import timezone

from joinedup.answers.models import AccountGiven
from joinedup.exchange.models import Import, StagedRow
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Outcome
from joinedup.partners import actions as partners
from joinedup.partners.models import Account, AgendaItem, Exemption, Meeting, Organisation, Partnership, Person
from joinedup.partners.tests.cast import LONG_AGO, Cast, publish, signed_in
from joinedup.promises import actions as promises
from joinedup.promises.models import (
    AgreementVersion,
    Commitment,
    Consent,
    FreedomMove,
    PledgeStatus,
    Renewal,
    RiskReview,
    Signature,
)
from joinedup.questions import actions as questions
from tests.test_permissions import _routes
from tests.world import World, world

pytestmark = pytest.mark.walk

ROOMS = ("partners", "outcomes", "promises", "questions", "exchange")
PLANTED = "zxcanary"
UNPUBLISHED, DRAFT, FOR_PARTNERS, NAME, ADDRESS = "unpublished", "draft", "partners", "name", "address"
EXEMPT = "exempt"
FIGURES = {UNPUBLISHED: Decimal(86753), DRAFT: Decimal(97531), FOR_PARTNERS: Decimal(75319), EXEMPT: Decimal(64213)}
CODES = 20  # shorter fields hold codes, not words
NO_WORDS = {"reference", "lineage", "finding_key", "file_hash", "about", "subject", "salt", "password", "key"}
NO_WORDS |= {"kind", "section", "people"}  # keys of data files; what stands in place of an organisation
WRITTEN_ONCE = {AccountGiven, AgreementVersion, Consent, FreedomMove, PledgeStatus, Renewal, RiskReview, Signature}
LISTS = (
    "",
    "outcomes/",
    "measures/",
    "movements/",
    "promises/",
    "risks/",
    "decisions/",
    "agreements/",
    "meetings/",
    "meetings.ics",
    "questions/",
    "findings/",
    "brief/",
    "ask/",
    "bodies/",
    "remits/",
)
ASKED = ("about", "organisation", "outcome", "problem", "place", "from", "within")
HEAR_NONE = {"findings/", "brief/"}  # they hear no reference, and look for every finding each time that they are opened
MOST = 3000
FINE, FAULT = 200, 500
NO_PAGES = {"/account/logout/", "/health/"}  # the health page counts the whole record, for whoever runs the site
ACTING = {"/desk/", "/promises/mine/", "/account/email/"}  # whoever previews acts as oneself all the same
STARTS = ["/", "/partnerships/", "/places/", "/find/?q=zxcanar", "/find/?q=Northtown", "/rulebook/", "/desk/"]
STARTS += [
    f"/search/?q={words}" for words in ("zxcanar", "zxcanar&page=2", "harm", "deed&kind=promise", "JU-1", "JU-2")
]


NO_TITLE = " object ("  # how a row without a title is called
ANEW = re.compile(r'value="[\w-]{36,64}"|"made_at": "[^"]*"')
SIGNED = re.compile(r":\w{6}:[\w-]{43}")  # when an address was signed, and its signature
BYTES = re.compile(r"^\d{10} \d{5} [nf]|^startxref\s+\d+|/Length \d+", re.MULTILINE)  # where in itself a PDF holds what


class Page(NamedTuple):
    """A page as it was answered, without what each form makes anew."""

    address: str
    status: int
    text: str


@dataclass
class Hidden:
    """What was planted: the references of everything hidden, by the sort of reader whom it is hidden from."""

    references: dict[str, set[str]] = field(default_factory=dict)
    world: World | None = None

    def addresses(self) -> Iterator[str]:
        """Every address at which something hidden could be asked for."""
        every = {reference for references in self.references.values() for reference in references}
        for reference in every:
            yield f"/{reference}/"
            yield f"/thread/{reference}/"
            if reference.startswith("indicator/"):
                yield f"/{reference}/figures.csv"
            if reference.startswith("partnership/"):
                yield from (f"/{reference}/{name}" for name in LISTS)
        assert self.world is not None
        known = self.world.parts["partnership"]
        for reference in {reference.partition("/")[0]: reference for reference in every}.values():
            asked = "&".join(f"{key}={reference}" for key in ASKED)
            yield from (f"/{known}/{name}?{asked}" for name in LISTS[1:] if name not in HEAR_NONE)


@pytest.fixture
def hidden(cast: Cast) -> Hidden:
    """A published world beside everything that is not public, with words planted in it."""
    found = Hidden(world=world(cast))
    publish(cast.partnership)
    for sort, build in ((UNPUBLISHED, unpublished), (DRAFT, drafts), (FOR_PARTNERS, for_partners)):
        before = rows()
        build(cast)
        fresh = {model: keys - before[model] for model, keys in rows().items()}
        found.references[sort] = set(plant(sort, fresh))
    meeting = _met(cast.partnership, cast.ada, "public")
    before = rows()
    kept_back(cast, meeting)
    fresh = {model: keys - before[model] for model, keys in rows().items() if model is not Exemption}
    found.references[EXEMPT] = set(plant(EXEMPT, fresh))
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(name=word(NAME, person))
    for model, name in ((Account, "email"), (EmailAddress, "email")):
        for one in model._default_manager.all():
            model._default_manager.filter(pk=one.pk).update(**{name: f"{word(ADDRESS, one)}@example.org"})
    return found


EVERYTHING = (UNPUBLISHED, DRAFT, FOR_PARTNERS, EXEMPT, NAME, ADDRESS)


@pytest.mark.parametrize("who", ["resident", "stranger"])
def test_outsiders_read_no_planted_word_anywhere(cast: Cast, hidden: Hidden, who: str) -> None:
    account = {"resident": cast.rosa, "stranger": cast.eve}[who]
    assert list(leaks(pages(reader(account), hidden), hidden, EVERYTHING, own=account)) == []


def test_a_member_reads_neither_others_drafts_nor_another_partnership(cast: Cast, hidden: Hidden) -> None:
    assert list(leaks(pages(reader(cast.dan), hidden), hidden, (UNPUBLISHED, DRAFT, ADDRESS), own=cast.dan)) == []


def test_nobody_reads_a_planted_word_anywhere_and_a_convenor_who_previews_reads_what_the_public_will(
    cast: Cast, hidden: Hidden
) -> None:
    found = list(pages(Client(), hidden))
    assert list(leaks(found, hidden, EVERYTHING, own=None)) == []
    public = [page.address for page in found if page.status == FINE and page.address not in ACTING]
    Partnership.objects.filter(pk=cast.partnership.pk).update(stage=Partnership.Stage.PREPARATION, published_at=None)
    client = signed_in(cast.ada)
    client.post(f"/{cast.partnership.reference}/preview/")
    assert list(leaks(pages(client, hidden, public), hidden, EVERYTHING, own=cast.ada)) == []


def test_the_planted_words_are_found_where_they_may_be_read(cast: Cast, hidden: Hidden) -> None:
    """The harness itself: whoever may read them comes upon every sort of planted word but addresses."""
    text = " ".join(page.text for page in pages(reader(cast.ada), hidden))
    sorts = {DRAFT, FOR_PARTNERS, EXEMPT, NAME}
    assert {sort for sort in sorts if f"{PLANTED}{sort}" in text} == sorts
    assert f"{FIGURES[DRAFT]:,}" in text


def test_drafts_change_nothing_that_the_public_reads(cast: Cast) -> None:
    """No count, no order, no finding and no chart gives away that there is more than is shown.

    What partners share among themselves may: a finding is judged by it, and is the same for every reader.
    """
    here = Hidden(world=world(cast))
    publish(cast.partnership)
    before = {page.address: page for page in pages(Client(), here)}
    unpublished(cast)
    drafts(cast)
    after = {page.address: page for page in pages(Client(), here)}
    assert [address for address in before | after if before.get(address) != after.get(address)] == []


def leaks(opened: Iterable[Page], hidden: Hidden, sorts: tuple[str, ...], *, own: Account | None) -> Iterator[str]:
    """Where a reader comes upon a planted word, a figure or a reference that is hidden from that reader."""
    mine = re.compile("|".join(planted_for(own)).lower() or "(?!)")
    words = "|".join(rf"{PLANTED}{sort}\w*" for sort in sorts)
    figures = "|".join(f"{FIGURES[sort]:,}|{FIGURES[sort]}" for sort in sorts if sort in FIGURES)
    references = "|".join(rf"{ref.lower()}\b" for sort in sorts for ref in hidden.references.get(sort, ()))
    sign = re.compile(f"{words}|{figures}|{references}")  # of small letters: it reads ten times as fast
    for page in opened:
        address = unquote(page.address).lower()
        said = {one for one in sign.findall(mine.sub("", page.text.lower())) if one not in address}
        yield from (f"{page.address}: {one}" for one in sorted(said))


def planted_for(own: Account | None) -> list[str]:
    """What was planted for one's own name and address, which one reads in one's account and in one's own data."""
    if own is None:
        return []
    addresses = [word(ADDRESS, one) for one in (own, *EmailAddress.objects.filter(user=own))]
    return [*addresses, word(NAME, own.person)] if own.person else addresses


def pages(client: Client, hidden: Hidden, only: list[str] | None = None) -> Iterator[Page]:
    """Every page that an address or a link leads to, and its words without what each form makes anew."""
    assert hidden.world is not None
    waiting = list(only or [*STARTS, *hidden.world.addresses(_routes()).values(), *hidden.addresses()])
    seen = set(waiting)
    while waiting:
        address = waiting.pop(0)
        if address in NO_PAGES:
            continue
        response = client.get(address)
        assert response.status_code < FAULT, address
        text = b"".join(response).decode(errors="replace")
        assert NO_TITLE not in text, address
        yield Page(SIGNED.sub("", address), response.status_code, SIGNED.sub("", ANEW.sub("", BYTES.sub("", text))))
        for link in re.findall(r'href="(/[^"#]*)', text):
            there = unescape(link)
            if only is None and there not in seen and not there.startswith("/static/"):
                seen.add(there)
                waiting.append(there)
        assert len(seen) < MOST, "the pages go on for ever"


def reader(account: Account | None) -> Client:
    return signed_in(account) if account else Client()


# What is planted


def rows() -> dict[type[models.Model], set[Any]]:
    """The keys of every row of every table of the rooms that hold what people wrote."""
    tables = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return {model: set(model._default_manager.values_list("pk", flat=True)) for model in tables}


def plant(sort: str, fresh: dict[type[models.Model], set[Any]]) -> Iterator[str]:
    """Replace every text and figure of these rows by a planted one; the references of those that have one."""
    for model, keys in fresh.items():
        if model in WRITTEN_ONCE:  # the database refuses to change them: their words are planted as they are written
            continue
        for noun in model._default_manager.filter(pk__in=keys):
            planted = {
                one.name: value for one in model._meta.fields if (value := planting(sort, noun, one)) is not None
            }
            if planted:
                store(noun, planted)
            if hasattr(noun, "reference"):
                yield noun.reference


def store(noun: models.Model, planted: dict[str, Any]) -> None:
    """Write what is planted; where the database refuses a text in an empty field, only in those that held something."""
    rows = type(noun)._default_manager.filter(pk=noun.pk)
    try:
        with transaction.atomic():
            rows.update(**planted)
    except IntegrityError:
        rows.update(**{name: value for name, value in planted.items() if getattr(noun, name)})


def planting(sort: str, noun: models.Model, column: Any) -> Any:
    """What stands in a column instead of what was written, or None if it holds no words and no figure."""
    if isinstance(column, models.DecimalField):
        return FIGURES[sort] if getattr(noun, column.name) is not None else None
    if isinstance(column, models.JSONField):
        return {"name": word(sort, noun)} if column.name == "cells" else None
    is_text = isinstance(column, models.CharField | models.TextField) and not column.choices
    if not is_text or column.name in NO_WORDS or (column.max_length or CODES + 1) < CODES:
        return None
    said = word(sort, noun)
    if isinstance(column, models.URLField):
        return f"https://{said}.example/"
    return (f"{said}@example.org" if isinstance(column, models.EmailField) else said)[: column.max_length]


def word(sort: str, noun: models.Model) -> str:
    """A word that stands nowhere else, and tells where it comes from."""
    return f"{PLANTED}{sort}{type(noun).__name__}{noun.pk}x"


def unpublished(cast: Cast) -> None:
    """A partnership in preparation, of a member of the other and of an organisation that stands nowhere else."""
    doing: dict[str, Any] = {"by": cast.olu, "at": timezone.now()}
    quiet = partners.add_organisation(name="Quiet Street", sector="charity", place=cast.millbrook, **doing)
    gus = partners.add_person(name="Gus Ivory", organisation=quiet, post="Director", from_on=LONG_AGO, **doing)
    account = Account.objects.create_user("gus@example.org", person=gus)
    partnership = partners.start_partnership(
        name="Not yet known", purpose="To be said.", place=cast.town, convenor=gus, **doing
    )
    for member in (quiet, cast.health):
        partners.take_in(
            partnership, organisation=member, role="delivers", from_on=LONG_AGO, by=account, at=doing["at"]
        )
    _plan(partnership, account, quiet, "public")
    partners.invite(
        partners.add_person(name="Ida Lane", organisation=quiet, post="Clerk", from_on=LONG_AGO, **doing),
        email="ida@example.org",
        partnership=partnership,
        **doing,
    )


def drafts(cast: Cast) -> None:
    """Drafts of every sort in the published partnership, and what waits to be checked there."""
    _plan(cast.partnership, cast.ada, cast.council, "draft", beside=_shown(cast))
    Import.objects.create(
        partnership=cast.partnership, file_name="secret.xlsx", file_hash="1" * 64, loaded_at=timezone.now()
    )
    load = Import.objects.latest("loaded_at")
    StagedRow.objects.create(load=load, sheet="Promises", number=2, cells={"name": "To come"})
    questions.ask(
        cast.partnership,
        by=None,
        at=timezone.now(),
        kind="question",
        about=cast.partnership.reference,
        words="Is my neighbour on your list?",
        asker_email="somebody@example.org",
    )


def for_partners(cast: Cast) -> None:
    """Things that the partners share among themselves."""
    _plan(cast.partnership, cast.ada, cast.council, "partners", beside=_shown(cast))


def kept_back(cast: Cast, meeting: Meeting) -> None:
    """An exempt item of a public meeting, with its minutes, an interest in it and a decision, up to the closing."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    item = partners.add_item(meeting, title="A family", purpose="decide", paper="Names.", **doing)
    person: Any = cast.dan.person
    partners.exempt(
        cast.partnership,
        subject=item.reference,
        reason="It is about one family.",
        ground="The law.",
        decided_by=person,
        review_on=timezone.localdate() + timedelta(days=99),
        **doing,
    )
    _minuted(meeting, item, cast.council, doing)
    promises.close_meeting(meeting, **doing)


def _met(partnership: Partnership, by: Account, visibility: str) -> Meeting:
    """A meeting of today, which goes on unless it is a draft."""
    doing: dict[str, Any] = {"by": by, "at": timezone.now()}
    meeting = partners.plan_meeting(
        partnership,
        name=f"A board {visibility}",
        day=timezone.localdate(),
        begins=time(10),
        ends=time(12),
        where="A hall",
        join_url="https://example.org/room",
        visibility=visibility,
        **doing,
    )
    return meeting if visibility == "draft" else partners.open_meeting(meeting, **doing)


def _minuted(meeting: Meeting, item: AgendaItem, organisation: Organisation, doing: dict[str, Any]) -> None:
    """Everything that may be written down of an item."""
    partners.minute(item, version=1, minutes="Much was said.", settled=True, **doing)
    person = doing["by"].person
    partners.declare_interest(meeting, person=person, item=item, words="I rent it.", handled="spoke", **doing)
    carrier = promises.Carrier(organisation, None, "Cabinet", timezone.localdate())
    said: dict[str, Any] = dict.fromkeys(("words", "reason", "gains", "loses", "dissent"), "Said.")
    promises.take_decision(item, name="A choice", carriers=[carrier], **said, **doing)


def _shown(cast: Cast) -> Outcome:
    """The outcome that everybody reads; what is hidden hangs on it as well, and must not show there."""
    return Outcome.objects.filter(partnership=cast.partnership, visibility="public").earliest("pk")


def _plan(
    partnership: Partnership, by: Account, organisation: Organisation, visibility: str, beside: Outcome | None = None
) -> None:
    """One of everything that a partnership may hold. beside: an outcome that it serves besides its own."""
    doing: dict[str, Any] = {"by": by, "at": timezone.now()}
    seen: dict[str, Any] = {**doing, "visibility": visibility}
    problem = outcomes.state_problem(partnership, name=f"Harm {visibility}", statement="Much of it.", **seen)
    outcome = outcomes.set_outcome(
        partnership,
        name=f"Less harm {visibility}",
        statement="By half.",
        problem=problem,
        priority="top",
        lead=by.person,
        lead_may="Spend.",
        **seen,
    )
    step = outcomes.add_step(partnership, kind="output", name=f"A step {visibility}", organisation=organisation, **seen)
    outcomes.link(step, to=outcome, assumption="It helps.", evidence="A trial.", **doing)
    measure = outcomes.define_indicator(
        partnership,
        outcome=outcome,
        name=f"Harm done {visibility}",
        definition="Counted.",
        unit="harms",
        better="lower",
        source="A survey",
        source_url="https://example.org/",
        steward=organisation,
        baseline=Decimal(5),
        target=Decimal(2),
        judged_by="",
        **seen,
    )
    if beside:
        outcomes.link(step, to=beside, assumption="Here too.", **doing)
        outcomes.define_indicator(partnership, outcome=beside, name=f"Also {visibility}", **seen)
    for month in (1, 2, 3):
        period: dict[str, Any] = {"from_on": date(2026, month, 1), "until_on": date(2026, month + 1, 1)}
        outcomes.record_figure(measure, value=Decimal(month), provenance="A table", **period, **doing)
    outcomes.start_phase(measure, starts_on=date(2026, 2, 1), reason="Counted anew.", **doing)
    made = promises.promise(
        partnership,
        organisation=organisation,
        output=f"A deed {visibility}",
        towards=[outcome, beside] if beside else [outcome],
        starts_on=LONG_AGO,
        due_on=timezone.localdate() + timedelta(days=30),
        lead=by.person,
        lead_may="Hire.",
        detail="In three parts.",
        **seen,
    )
    promises.add_part(made, what=f"One part {visibility}", organisation=organisation, **doing)
    risk = promises.foresee(
        partnership,
        organisation=organisation,
        name=f"A fear {visibility}",
        cause="Rain.",
        effect="Mud.",
        likelihood=2,
        impact=3,
        threatens=[outcome, beside] if beside else [outcome],
        owner=by.person,
        review_on=LONG_AGO,
        **seen,
    )
    promises.mitigate(risk, commitment=made, **doing)
    _decide(partnership, organisation, made, beside or outcome, seen)
    _agree(partnership, organisation, beside or outcome, seen)
    _sit(partnership, organisation, [outcome, beside] if beside else [outcome], seen)
    meeting = _met(partnership, by, visibility)
    item = partners.add_item(meeting, title=f"An item {visibility}", purpose="decide", paper="A paper.", **doing)
    if visibility != "draft":
        _minuted(meeting, item, organisation, doing)
        promises.close_meeting(meeting, **doing)
    if visibility != "draft":
        said = f"{PLANTED}{FOR_PARTNERS if visibility == 'partners' else UNPUBLISHED}review"
        later = timezone.localdate() + timedelta(days=9)
        promises.review(risk, state="open", words=said, likelihood=1, impact=1, review_on=later, **doing)
        outcomes.sign(outcome, organisation=organisation, stance="reserves", words="Not like this.", **doing)
        promises.report(
            made, state="late", words="It rained.", new_due_on=timezone.localdate() + timedelta(days=60), **doing
        )
        about: dict[str, Any] = {"kind": "question", "about": made.reference, "words": f"Why {visibility}?"}
        asked = questions.ask(partnership, asker_email="someone@example.org", **about, **doing)
        questions.answer(questions.let_through(asked, of=organisation, **doing), answer="Because.", **doing)
        asked = questions.ask(partnership, **{**about, "words": f"And that {visibility}?"}, **doing)
        questions.decline(asked, reason="It is rude.", **doing)


def _sit(partnership: Partnership, organisation: Organisation, taken_on: list[Outcome], seen: dict[str, Any]) -> None:
    """A body of which every text is said, with a seat, and what it has taken on."""
    said: dict[str, Any] = dict.fromkeys(("purpose", "may_decide", "terms", "tie_rule", "renewal_test"), "Said.")
    body = partners.set_up_body(
        partnership, kind="network", name=f"A body {seen['visibility']}", from_on=LONG_AGO, **said, **seen
    )
    doing = {"by": seen["by"], "at": seen["at"]}
    person = seen["by"].person
    partners.take_seat(
        body, organisation=organisation, person=person, role="chair", from_on=LONG_AGO, duties="Chairs.", **doing
    )
    for outcome in taken_on:
        outcomes.take_on(body, outcome=outcome, **doing)


def _agree(partnership: Partnership, organisation: Organisation, about: Outcome, seen: dict[str, Any]) -> None:
    """An agreement with a clause, a version of it and a comment."""
    doing: dict[str, Any] = {"by": seen["by"], "at": seen["at"]}
    sort = {"public": UNPUBLISHED}.get(seen["visibility"], seen["visibility"])
    agreement = promises.draft_agreement(
        partnership, kind="partnership", name=f"A word {sort}", purpose="So.", parties=(organisation,), **doing
    )
    clause = promises.add_clause(
        agreement, section="rules", words=f"{PLANTED}{sort}clause", organisation=organisation, outcome=about, **doing
    )
    promises.comment_on_clause(clause, words="Why?", **doing)
    promises.keep_version(agreement, note=f"{PLANTED}{sort}note", **doing)
    promises.share_agreement(agreement, **seen)


def _decide(
    partnership: Partnership, organisation: Organisation, made: Commitment, outcome: Outcome, seen: dict[str, Any]
) -> None:
    """A decision of which every text is said, and a member that carries it out by a promise."""
    texts = ("words", "decided_by", "authority", "reason", "minute", "dissent", "options", "gains", "loses", "evidence")
    said: dict[str, Any] = dict.fromkeys(texts, "Said.")
    decision = promises.decide(
        partnership,
        name=f"A choice {seen['visibility']}",
        decided_on=LONG_AGO,
        puts_off=[outcome],
        minute_url="https://example.org/minutes",
        **said,
        **seen,
    )
    doing = {"by": seen["by"], "at": seen["at"]}
    one = promises.affect(decision, organisation=organisation, **doing)
    promises.enact(one, version=1, kind="promise", what="That.", promise=made, **doing)
