"""What becomes of files and of names in files when somebody is erased."""

from datetime import datetime

from joinedup.exchange.models import Import, OtherName, StagedRow, Upload
from joinedup.frame.salts import new_salt
from joinedup.partners.erasure import Whom, erases


@erases(order=10)
def forget_names_in_files(whom: Whom, until: datetime) -> int:
    """Names by which files called a person go, as do rows about them that are not stored yet, and the names and bytes
    of files that they loaded.
    """
    gone = 0
    if whom.person is not None:
        gone += OtherName.objects.filter(means=whom.person.reference).delete()[0]
        gone += StagedRow.objects.filter(reference=whom.person.reference).delete()[0]
    if whom.account is not None:
        loads = list(Import.objects.filter(loaded_by=whom.account).values_list("pk", flat=True))
        gone += Upload.objects.filter(load__in=loads).delete()[0]
        gone += StagedRow.objects.filter(load__in=loads).exclude(load__state=Import.State.DONE).delete()[0]
        for pk in loads:
            gone += Import.objects.filter(pk=pk).update(file_name="", answers={}, source={}, salt=new_salt())
    return gone
