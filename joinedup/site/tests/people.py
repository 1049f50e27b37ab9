"""Two people planted in every table that may hold something about somebody, each with words that nobody else has."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from joinedup.answers.models import Follow, Follower, FollowRequest, Seen
from joinedup.exchange.models import Import, OtherName, StagedRow
from joinedup.frame.models import Letter
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Outcome
from joinedup.partners import actions
from joinedup.partners.models import Account, Handover, Invitation, Membership, Person, RoleChange
from joinedup.partners.tests.cast import LONG_AGO, Cast
from joinedup.promises import actions as promises
from joinedup.promises.models import AnswerLink, ConfirmMark
from joinedup.questions import actions as questions


@dataclass
class Planted:
    """Somebody with an account, and the words and references by which they are found again."""

    account: Account
    person: Person
    email: str
    words: set[str]
    references: set[str]


def planted(cast: Cast, name: str) -> Planted:
    """Plant somebody: a lead, a signatory, an asker, a follower, a former holder of posts, a receiver of letters."""
    now = timezone.now()
    email = f"canary-{name}@example.org"
    person = actions.add_person(
        by=cast.ada, at=now, name=f"Canary {name}", organisation=cast.council, post=f"Post {name}", from_on=LONG_AGO
    )
    Person.objects.filter(pk=person.pk).update(email=f"work-{name}@example.org")
    account = Account.objects.create_user(email, person=person)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    account.refresh_from_db()
    one = Planted(account, person, email, set(), set())
    one.words |= {email, f"Canary {name}", f"Post {name}", f"work-{name}@example.org"}
    _as_an_account(one, name, now)
    _in_the_rooms(cast, one, name, now)
    _in_files_and_letters(cast, one, name, now)
    return one


def _as_an_account(one: Planted, name: str, now: Any) -> None:
    Authenticator.objects.create(
        user=one.account, type="webauthn", data={"name": f"key-{name}", "credential": {}}, created_at=now
    )
    SocialAccount.objects.create(user=one.account, provider="council", uid=f"uid-{name}", extra_data={"n": f"x-{name}"})
    Client().force_login(one.account)
    Client().force_login(one.account)
    one.words |= {f"key-{name}", f"uid-{name}", f"x-{name}"}


def _in_the_rooms(cast: Cast, one: Planted, name: str, now: Any) -> None:
    doing: dict[str, Any] = {"by": cast.ada, "at": now}
    outcome = outcomes.set_outcome(cast.partnership, name=f"Outcome of {name}", visibility="public", **doing)
    Outcome.objects.filter(pk=outcome.pk).update(lead=one.person)
    promise = promises.promise(
        cast.partnership,
        organisation=cast.council,
        output="Open a kitchen",
        towards=[outcome],
        starts_on=LONG_AGO,
        due_on=timezone.localdate() + timedelta(days=30),
        lead=one.person,
        lead_may="Buy bread.",
        visibility="public",
        **doing,
    )
    promises.report(promise, by=one.account, at=now, state="on_track", words="Well.")
    outcomes.sign(outcome, organisation=cast.council, stance="agrees", words="", by=one.account, at=now)
    asked = questions.ask(
        cast.partnership,
        by=one.account,
        at=now,
        kind="question",
        about=promise.reference,
        words=f"Why not {name}?",
        asker_email=one.email,
    )
    questions.let_through(asked, of=cast.council, **doing)
    questions.answer(asked, by=one.account, at=now, answer="Because.")
    guarantee = promises.give_guarantee(
        cast.partnership,
        organisation=cast.council,
        name="A meal",
        standard="On every school day.",
        redress="A voucher.",
        appeals_to_words="The ombudsman",
        from_on=LONG_AGO,
        visibility="public",
        **doing,
    )
    claim = promises.claim(
        guarantee, by=one.account, at=now, words="No meal.", shown=f"Shown {name}", asker_email=one.email
    )
    promises.decide_claim(claim, outcome="not_upheld", answer="There was.", **doing)
    one.words |= {f"Shown {name}"}
    follower = Follower.objects.create(account=one.account, told_until=0, told_on=now.date())
    Follow.objects.create(follower=follower, reference=promise.reference, since=now)
    Seen.objects.create(account=one.account, until=3)
    by_mail = Follower.objects.create(email=one.email, told_until=0, told_on=now.date())
    Follow.objects.create(follower=by_mail, reference=outcome.reference, since=now)
    FollowRequest.objects.create(
        email=one.email, reference=outcome.reference, asked_from="x", asked_at=now, expires_at=now
    )
    ConfirmMark.objects.create(
        email=one.email,
        about="agreement/JU-1",
        secret_hash=f"asked {name}",
        asked_from="x",
        asked_at=now,
        expires_at=now,
    )
    link = AnswerLink.objects.create(
        secret_hash=f"secret {name}", person=one.person, commitment=promise, made_at=now, expires_at=now
    )
    post = Membership.objects.get(person=one.person)
    handover = Handover.objects.create(membership=post, relationships=f"Knows {name}", unfinished=f"Owes {name}")
    change = RoleChange.objects.create(
        account=one.account,
        role="given",
        reason=f"Trusts {name}",
        asked_by=cast.olu,
        asked_at=now,
        expires_at=now + timedelta(days=14),
    )
    one.words |= {f"Why not {name}?", f"Knows {name}", f"Owes {name}", f"Trusts {name}"}
    one.references |= {
        one.person.reference,
        outcome.reference,
        promise.reference,
        asked.reference,
        link.reference,
        handover.reference,
        change.reference,
    }


def _in_files_and_letters(cast: Cast, one: Planted, name: str, now: Any) -> None:
    load = Import.objects.create(
        partnership=cast.partnership,
        file_name=f"{name}.xlsx",
        file_hash="0" * 64,
        loaded_by=one.account,
        loaded_at=now,
        state="tried",
    )
    StagedRow.objects.create(load=load, sheet="people", number=1, reference=one.person.reference, cells={"n": name})
    other = OtherName.objects.create(
        partnership=cast.partnership, kind="person", text=f"Nick {name}", means=one.person.reference
    )
    letter = Letter.objects.create(to=one.email.upper(), subject=f"To {name}", body=f"Dear {name}", written_at=now)
    invitation = Invitation.objects.create(
        person=one.person, email=one.email, sent_at=now, expires_at=now, accepted_at=now, accepted_by=one.account
    )
    one.words |= {f"{name}.xlsx", f"Nick {name}", letter.subject, letter.body}
    one.references |= {load.reference, other.reference, invitation.reference}
