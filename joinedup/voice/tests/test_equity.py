"""Who takes part beside who lives here: its page, its reads, and finding B57."""

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.voice.actions.taking_part import join, leave
from joinedup.voice.findings.taking_part import the_same_few_and_the_missing_many
from joinedup.voice.models import Conversation, Hearing, Participant, Statement
from joinedup.voice.reads.equity import dimensions_of, mix_of
from joinedup.voice.tests.made import a_conversation, some_guests


def belonging(conversation: Conversation, *numbers: int) -> None:
    """Guests who say to which group they belong: so many of each, in order."""
    guests = Participant.objects.bulk_create(
        Participant(conversation=conversation, guest_mark=f"of {number}", joined_at=NOW)
        for number in range(sum(numbers))
    )
    groups = list(conversation.hearings.order_by("pk"))
    which = [group for group, number in zip(groups, numbers, strict=False) for _one in range(number)]
    through = Participant.groups.through
    through.objects.bulk_create(
        through(participant_id=guest.pk, hearing_id=group.pk) for guest, group in zip(guests, which, strict=True)
    )


def saying(conversation: Conversation, made: list[int]) -> None:
    """So many statements of each of as many guests."""
    for number, (guest, times) in enumerate(zip(some_guests(conversation, len(made)), made, strict=True)):
        Statement.objects.bulk_create(
            Statement(
                reference=f"statement/T-{number}-{time}",
                conversation=conversation,
                number=1000 * number + time,
                words="Yes.",
                look="yes",
                said_by=guest,
                said_at=NOW,
                state="shown",
                state_at=NOW,
            )
            for time in range(times)
        )


def test_small_groups_are_withheld_and_so_is_what_would_give_them_away(cast: Cast) -> None:
    one = a_conversation(cast)
    belonging(one, 4, 40, 12)
    some_guests(one, 30)
    (age,) = dimensions_of(one)
    assert [(group.name, group.count) for group in age.groups] == [
        ("Under 16", None),
        ("16 to 64", 40),
        ("65 and over", None),
    ]
    assert (age.unsaid, age.is_withheld) == (30, True)
    assert [str(group.share)[:5] for group in age.groups] == ["None", "0.714", "None"]


def test_the_page_shows_each_group_beside_its_share_of_who_lives_here(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    one = a_conversation(cast)
    belonging(one, 10, 75, 15)
    some_guests(one, 20)
    said = " ".join(Client().get(f"{one.get_absolute_url()}who/").content.decode().split())
    wanted = ("120 people take part", "75 %", "60 %", "Fewer than ten people have said something")
    assert [words for words in wanted if words not in said] == []
    assert "withheld</td>" not in said
    with django_assert_num_queries(8):
        Client().get(f"{one.get_absolute_url()}who/")


def test_how_people_took_part_who_is_new_and_who_left(cast: Cast) -> None:
    before, one = a_conversation(cast), a_conversation(cast)
    join(before, at=NOW, account=cast.rosa)
    leave(join(one, at=NOW, account=cast.rosa), at=NOW)
    belonging(one, 3)
    saying(one, [11, *[1] * 9])
    mix = mix_of(one)
    assert (mix.total, mix.left, mix.channels) == (13, 1, (("online", 13),))
    assert (mix.newcomers, mix.by_account, str(mix.most_active), mix.sayers) == (None, None, "0.55", 10)


def test_a_group_of_which_far_fewer_take_part_than_live_here_is_found(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = a_conversation(cast)
    belonging(one, 4, 36, 10)
    with django_assert_num_queries(3):
        found = list(the_same_few_and_the_missing_many(cast.partnership, cast.ada))
    assert [(each.causes, each.mend, each.words) for each in found] == [
        ((one.reference,), f"{one.get_absolute_url()}who/", "Far fewer than live here take part: Under 16.")
    ]


def test_the_same_few_who_make_most_statements_are_found(cast: Cast) -> None:
    saying(a_conversation(cast), [11, *[1] * 9])
    found = list(the_same_few_and_the_missing_many(cast.partnership, cast.ada))
    assert [each.words for each in found] == ["The most active tenth made more than half of the statements."]


def test_nothing_is_found_where_few_said_or_shares_are_near_or_it_is_over(cast: Cast) -> None:
    few, near, over = (a_conversation(cast) for _each in range(3))
    belonging(few, 0, 49)
    belonging(near, 5, 36, 9)
    belonging(over, 0, 60)
    saying(near, [2] * 10)
    Hearing.objects.filter(conversation=over).update(share=None)
    assert list(the_same_few_and_the_missing_many(cast.partnership, cast.ada)) == []
