"""Two people change one promise at once, and neither loses a word."""

from joinedup.partners.tests.cast import Cast
from joinedup.promises.models import Commitment
from tests.stories.conftest import Somebody


def test_the_second_of_two_editors_sees_both_texts(somebody: Somebody, cast: Cast, promise: Commitment) -> None:
    first, second = somebody(cast.ada), somebody(cast.ben)
    for editor in (first, second):
        editor.opens(promise.get_absolute_url()).follows("Change words and dates")

    first.types("Toast and fruit, as Ada says.", into="More about it").presses("Save").reads("as Ada says")
    second.types("Porridge, as Ben says.", into="More about it").presses("Save", status=422)
    second.reads("What is saved now", "Toast and fruit, as Ada says.")
    second.finds("Porridge, as Ben says.", into="More about it")

    second.presses("Save").reads("Porridge, as Ben says.").misses("as Ada says")
